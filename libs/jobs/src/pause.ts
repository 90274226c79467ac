import { tryToPublish } from './events.js';
import type { JobRecord } from './job.js';
import type { JobStores } from './stores.js';

/**
 * Pauses a job: at once where it doesn't run; where it does, its worker is asked to save a checkpoint and let go of it. One
 * that has ended stays as it is.
 *
 * @throws NOT_FOUND, UNAVAILABLE
 */
export async function pause(stores: JobStores, id: string): Promise<JobRecord> {
  let paused = false;
  const job = await stores.records.update(id, (current) => {
    paused = current.state === 'waiting' || current.state === 'queued';
    if (paused) return markPaused(current);
    return current.state === 'running' && !current.pauseRequested ? { ...current, pauseRequested: true } : undefined;
  });
  if (paused) await afterPause(stores, job);
  return job;
}

/** Pauses a running job whose worker, as it seems, will not. @throws NOT_FOUND, UNAVAILABLE */
export async function pauseLost(stores: JobStores, id: string): Promise<void> {
  const job = await stores.records.update(id, (current) => {
    return current.state === 'running' && current.pauseRequested ? markPaused(current) : undefined;
  });
  if (job.state === 'paused') await afterPause(stores, job);
}

/** The record of a job that pauses now. */
export function markPaused({ owner, retryTime, pauseRequested, ...job }: JobRecord): JobRecord {
  return { ...job, state: 'paused' };
}

/** What follows from a pause, once the record says it. @throws UNAVAILABLE */
export async function afterPause(stores: JobStores, job: JobRecord): Promise<void> {
  await tryToPublish(stores, 'paused', job);
  await stores.queue.drop(job);
}
