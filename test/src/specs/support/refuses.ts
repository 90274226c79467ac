import type { TrainingSpec } from '@parallax/contract';
import { ParallaxError } from '@parallax/errors';
import { resolveTraining } from '@parallax/specs';
import type { ExecutionContext } from 'ava';

/** A training is refused, and the error has nothing but the field and its value. */
export function refuses(t: ExecutionContext, spec: TrainingSpec, field: string, value: string): void {
  const error = t.throws(() => resolveTraining(spec), { instanceOf: ParallaxError });
  t.is(error.reason, 'INVALID_FIELD');
  t.deepEqual(error.metadata, { field, value });
}
