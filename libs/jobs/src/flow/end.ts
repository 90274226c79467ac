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
 * What follows from an end, once the record says it: the event, the removal of the checkpoints, the way out of the queue, and
 * last, that out of the index. So what a crash cuts off is still in one of them, and done again, by the worker that gets
 * it or by `runDependencies`.
 *
 * @param leave takes the job out of the queue of its kind
 * @throws UNAVAILABLE
 */
export async function afterEnd(backend: Backend, job: JobRecord, leave?: () => Promise<unknown>): Promise<void> {
  await announce(backend, job.state as EndState, job);
  measureEnd(job);
  const checkpoints: string[] = [];
  for await (const { key } of backend.blobs.list(`${checkpointPrefix(job.id)}/`)) checkpoints.push(key);
  await backend.blobs.remove(checkpoints);
  await leave?.();
  if (job.pinned) await backend.queue.drop(job);
  await backend.index.settle(job);
}
