import type { Architecture } from '@parallax/architecture';
import { initialise, Model, type Precision } from '@parallax/models';
import type { Ancestor } from '@parallax/reader';

/** An architecture before it has learned anything, and where its weights come from, in words. */
export interface RandomEncoder {
  model: Model;
  origin: string;
}

/**
 * The weights with which the trainings behind an encoder began; where they don't lead back to random
 * ones, PyTorch's default initialisation at the probe's seed.
 */
export function randomEncoder(
  architecture: Architecture,
  lineage: readonly Ancestor[],
  probeSeed: number,
  precision: Precision,
): RandomEncoder {
  const root = lineage.at(-1);
  if (!root || root.spec.startFrom) {
    return {
      model: new Model(initialise(architecture, 'pytorch', probeSeed), { precision, architecture }),
      origin: `PyTorch's default initialisation, seed ${probeSeed} (the probe's): with which weights the encoder began is not known here`,
    };
  }
  const { encoder, seed } = root.spec;
  const he = encoder.initialisation === 'INITIALISATION_HE';
  return {
    model: new Model(initialise(architecture, he ? 'he' : 'pytorch', seed), { precision, architecture }),
    origin: `${he ? "He's" : "PyTorch's default"} initialisation, seed ${seed}: the weights with which ${root.id} began`,
  };
}
