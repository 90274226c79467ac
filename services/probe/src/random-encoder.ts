import { initialise, Model, type Precision } from '@parallax/learning';
import { foldStandardisation, type Network } from '@parallax/networks';
import type { Ancestor } from '@parallax/reader';

/** A network before it has learned anything, and where its weights come from, in words. */
export interface RandomEncoder {
  model: Model;
  origin: string;
}

/**
 * The weights with which the trainings behind an encoder began; where they don't lead back to random
 * ones, PyTorch's default initialisation at the probe's seed.
 */
export function randomEncoder(
  network: Network,
  lineage: readonly Ancestor[],
  probeSeed: number,
  precision: Precision,
): RandomEncoder {
  const root = lineage.at(-1);
  if (!root || root.spec.startFrom) {
    return {
      model: new Model(initialise(network, 'INITIALISATION_PYTORCH', probeSeed), { precision, network }),
      origin: `PyTorch's default initialisation, seed ${probeSeed} (the probe's): with which weights the encoder began is not known here`,
    };
  }
  const { initialisation, weightStandardisation } = root.spec.network;
  const { seed } = root.spec;
  // Where filters were standardised, it began with them as they were used.
  const { state } = foldStandardisation(
    { ...network, weightStandardisation },
    initialise(network, initialisation, seed),
  );
  const he = initialisation === 'INITIALISATION_HE';
  return {
    model: new Model(state, { precision, network }),
    origin: `${he ? "He's" : "PyTorch's default"} initialisation, seed ${seed}: the weights with which ${root.id} began`,
  };
}
