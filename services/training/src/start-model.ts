import type { BlobStore } from '@parallax/blobs';
import type { Task } from '@parallax/jobs';
import { initialise, Model, type Precision } from '@parallax/models';
import { readEncoder, resolveEncoder } from '@parallax/reader';
import { architectureOf, type ResolvedTraining } from '@parallax/specs';

/** The model with which a training starts: an encoder that is there, or a new one. */
export async function startModel(
  { job, dependencies, signal }: Task<ResolvedTraining>,
  store: BlobStore,
  precision: Precision,
): Promise<Model> {
  const { startFrom } = job.spec;
  if (startFrom === undefined) return newModel(job.spec, precision);
  const blob = await resolveEncoder(startFrom, (id) => dependencies.find((each) => each.id === id), store, signal);
  const { state, architecture } = await readEncoder(blob, store, signal);
  return new Model(state, { precision, architecture });
}

/** A model with weights drawn from the training's seed. */
export function newModel(training: ResolvedTraining, precision: Precision): Model {
  const { encoder, seed } = training;
  const initialisation = encoder.initialisation === 'INITIALISATION_HE' ? 'he' : 'pytorch';
  const architecture = architectureOf(training);
  return new Model(initialise(architecture, initialisation, seed), { precision, architecture });
}
