import type { StateDict } from '@parallax/architecture';
import type { BlobStore } from '@parallax/blobs';
import type { Task } from '@parallax/jobs';
import { initialise, Model } from '@parallax/models';
import { readEncoder, resolveEncoder } from '@parallax/reader';
import { imageSize, type ResolvedTraining } from '@parallax/specs';

/** The model with which a training starts, in the precision that it asks for. */
export async function startModel(task: Task<ResolvedTraining>, store: BlobStore): Promise<Model> {
  const precision = task.job.spec.precision === 'PRECISION_BFLOAT16' ? 'bfloat16' : 'float32';
  return new Model(await startState(task, store), { precision });
}

/** The parameters of an encoder that is there, or an initialisation drawn from the seed. */
async function startState({ job, dependencies, signal }: Task<ResolvedTraining>, store: BlobStore): Promise<StateDict> {
  const { startFrom, encoder, head, seed } = job.spec;
  if (startFrom === undefined) {
    const architecture = {
      size: imageSize,
      channels: encoder.channels,
      head: { hidden: head.hidden, outputs: head.output },
    };
    return initialise(architecture, encoder.initialisation === 'INITIALISATION_HE' ? 'he' : 'pytorch', seed);
  }
  const { blob } = await resolveEncoder(startFrom, (id) => dependencies.find((each) => each.id === id), store, signal);
  return readEncoder(blob, store, signal);
}
