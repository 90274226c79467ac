import type { BlobStore } from '@parallax/blobs';
import type { Task } from '@parallax/jobs';
import { initialise, initialiseHead, Model, type Precision } from '@parallax/learning';
import { readEncoder, resolveEncoder } from '@parallax/reader';
import { networkOf, type ResolvedTraining } from '@parallax/specs';

/** The model with which a training starts: an encoder that is there, with a new head where it has none, or a new one. */
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
  const whole = networkOf(job.spec);
  const head = network.head ? {} : initialiseHead(whole, job.spec.network.initialisation, job.spec.seed);
  return new Model({ ...state, ...head }, { precision, network: whole });
}

/** A model with weights drawn from the training's seed. */
export function newModel(training: ResolvedTraining, precision: Precision): Model {
  const { initialisation } = training.network;
  const network = networkOf(training);
  return new Model(initialise(network, initialisation, training.seed), { precision, network });
}
