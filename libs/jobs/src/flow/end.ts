import type { ErrorJson } from '@parallax/errors';
import { measureEnd } from '../measures.js';
import type { EndState, JobRecord } from '../record.js';
import type { Backend } from '../store/backend.js';
import { announce } from './announce.js';

/** The folder of a job's checkpoints in the object store. */
export function checkpointPrefix(id: string): string {
  return `checkpoints/${id}`;
}

/** The record of a job that ends now. Its checkpoints have served. */
export function ended(
  job: JobRecord,
  state: EndState,
  outcome: { result?: unknown; error?: ErrorJson } = {},
): JobRecord {
  const { owner, checkpoint, previousCheckpoint, ...rest } = job;
  return { ...rest, ...outcome, state, endTime: new Date().toISOString() };
}

/**
 * What follows from an end, once the record says it: the event, and the removal of the checkpoints. Whoever calls it takes
 * the job out of the queue afterwards, so that a crash on the way leaves it there, and the worker that gets it does this
 * again; of a job that is in no worker's queue, `runDependencies` does.
 *
 * @throws UNAVAILABLE
 */
export async function afterEnd(backend: Backend, job: JobRecord): Promise<void> {
  await announce(backend, job.state as EndState, job);
  measureEnd(job);
  const checkpoints: string[] = [];
  for await (const { key } of backend.blobs.list(`${checkpointPrefix(job.id)}/`)) checkpoints.push(key);
  await backend.blobs.remove(checkpoints);
  if (job.pinned) await backend.queue.drop(job);
  await backend.index.settle(job);
}
