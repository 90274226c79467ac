import type { BlobRef, BlobStore } from '@parallax/blobs';
import { ParallaxError } from '@parallax/errors';
import type { Checkpoint, Task } from '@parallax/jobs';
import type { ResolvedTraining } from '@parallax/specs';
import type { State } from '@parallax/training';

/** Where an attempt goes on. */
export interface Resume {
  state?: State;
  /** Done already. */
  steps: number;
  /** Of training, in the attempts before. */
  seconds: number;
}

interface TrainingCheckpoint extends Checkpoint {
  steps: number;
  seconds: number;
}

/** The last checkpoint that can be read: a corrupt or missing one costs the steps since the one before. */
export async function readCheckpoint({ job, signal }: Task<ResolvedTraining>, store: BlobStore): Promise<Resume> {
  for (const checkpoint of [job.checkpoint, job.previousCheckpoint] as (TrainingCheckpoint | undefined)[]) {
    if (!checkpoint) continue;
    const state = await readable(checkpoint.blob, store, signal);
    if (state) return { state, steps: checkpoint.steps, seconds: checkpoint.seconds };
  }
  return { steps: 0, seconds: 0 };
}

async function readable(blob: BlobRef, store: BlobStore, signal: AbortSignal): Promise<State | undefined> {
  try {
    return (await store.getTensors(blob, { signal })) as State;
  } catch (thrown) {
    const error = ParallaxError.from(thrown);
    if (error.reason === 'NOT_FOUND' || error.reason === 'BLOB_CORRUPT') return undefined;
    throw error;
  }
}

/** Stores the state, and makes it the place to go on from. Returns its bytes. */
export async function saveCheckpoint(
  task: Task<ResolvedTraining>,
  store: BlobStore,
  state: State,
  seconds: number,
): Promise<number> {
  const blob = await store.putTensors(`checkpoints/${task.job.id}`, state);
  await task.saveCheckpoint({ blob, steps: state.step?.data[0], seconds });
  return blob.size;
}
