import type { StateDict } from '@parallax/architecture';
import type { BlobStore } from '@parallax/blobs';
import type { Task } from '@parallax/jobs';
import { initialise } from '@parallax/models';
import { readEncoder, resolveEncoder } from '@parallax/reader';
import { imageSize, type ResolvedTraining } from '@parallax/specs';

/** The parameters that a training starts with: an encoder that is there, or an initialisation drawn from the seed. */
export async function startState(
  { job, dependencies, signal }: Task<ResolvedTraining>,
  store: BlobStore,
): Promise<StateDict> {
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
