import { packageDefinition } from './descriptors.js';
import type { Job } from './gen/index.js';

/** A kind of job, such as `training`: the contract's `Job` has a field for the spec of each, `training_spec`. */
export type JobKind = keyof { [Field in keyof Job as Field extends `${infer Kind}Spec` ? Kind : never]: true };

const { type } = packageDefinition['parallax.v1.Job'] as { type: { field: { name: string }[] } };

/** All kinds, in the order of the contract. */
export const jobKinds = type.field.flatMap(
  ({ name }) => /^(\w+)Spec$/.exec(name)?.slice(1) ?? [],
) as readonly JobKind[];
