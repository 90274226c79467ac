import type { BlobStore } from '@parallax/blobs';
import type { Task } from '@parallax/jobs';
import { initialise, Model, type Precision } from '@parallax/learning';
import { readEncoder, resolveEncoder } from '@parallax/reader';
import { networkOf, type ResolvedTraining } from '@parallax/specs';

/** The model with which a training starts: an encoder that is there, or a new one. */
export async function startModel(
  { job, dependencies, signal }: Task<ResolvedTraining>,
  store: BlobStore,
  precision: Precision,
): Promise<Model> {
  const { startFrom, continueFrom } = job.spec;
  // What is continued brings all values with it.
  if (startFrom === undefined || continueFrom) return newModel(job.spec, precision);
  const blob = await resolveEncoder(startFrom, (id) => dependencies.find((each) => each.id === id), store, signal);
  const { state, network } = await readEncoder(blob, store, signal);
  return new Model(state, {
    precision,
    network: { ...network, weightStandardisation: job.spec.network.weightStandardisation },
  });
}

/** A model with weights drawn from the training's seed. */
export function newModel(training: ResolvedTraining, precision: Precision): Model {
  const { initialisation } = training.network;
  const network = networkOf(training);
  return new Model(initialise(network, initialisation, training.seed), { precision, network });
}
