import { tryToPublish } from './events.js';
import type { JobRecord } from './job.js';
import type { JobStores } from './stores.js';

/** The record of a job that pauses now. */
export function markPaused({ owner, retryTime, pauseRequested, ...job }: JobRecord): JobRecord {
  return { ...job, state: 'paused' };
}

/** What follows from a pause, once the record says it. @throws UNAVAILABLE */
export async function afterPause(stores: JobStores, job: JobRecord): Promise<void> {
  await tryToPublish(stores, 'paused', job);
  await stores.queue.drop(job);
}
