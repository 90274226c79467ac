import { setTimeout as delay } from 'node:timers/promises';
import { type ErrorJson, ParallaxError, type Reason } from '@parallax/errors';
import { publishJobEvent } from './events.js';
import { type EndState, hasEnded, type JobRecord } from './job.js';
import type { Entry } from './job-index.js';
import { measureEnd } from './metrics.js';
import type { JobStores } from './stores.js';

/** Failures after which a retry goes on from the checkpoint, which is kept for it: they say nothing against what was computed. */
const resumable: ReadonlySet<Reason> = new Set(['WORKER_LOST', 'JOB_TIMEOUT', 'OUT_OF_MEMORY', 'INTERNAL']);

/** The record of a job that ends now. */
export function markEnded(
  job: JobRecord,
  state: EndState,
  outcome: { result?: unknown; error?: ErrorJson } = {},
): JobRecord {
  const { owner, checkpoint, previousCheckpoint, lastFailure, retryTime, suspicion, ...rest } = job;
  const isKept = state === 'failed' && outcome.error && resumable.has(outcome.error.reason);
  return {
    ...rest,
    ...(isKept && checkpoint && { checkpoint }),
    ...(isKept && previousCheckpoint && { previousCheckpoint }),
    ...outcome,
    state,
    endTime: new Date().toISOString(),
  };
}

/** Why a job fails whose time is over. */
export function timeout({ options }: JobRecord, last?: ErrorJson): ParallaxError {
  const seconds = options.maxDuration;
  const why = last ? `; what failed last: ${last.message}` : '';
  return new ParallaxError('JOB_TIMEOUT', `the job has not ended within its max_duration of ${seconds} s${why}`, {
    metadata: { max_duration: String(seconds) },
  });
}

/**
 * What follows from an end, once the record says it: the event, the way out of the queue, and last, that out of the index.
 * So what a crash cuts off is still in one of them, and done again, by the worker that gets it or by `runDependencies`. Its
 * checkpoints are the collector's.
 *
 * @param leave takes the job out of the queue of its kind. Default: drops it there
 * @throws UNAVAILABLE
 */
export async function afterEnd(
  stores: JobStores,
  job: JobRecord,
  leave: () => Promise<unknown> = () => stores.queue.drop(job),
): Promise<void> {
  await publishJobEvent(stores, job.state as EndState, job);
  measureEnd(job);
  await leave();
  if (job.pinned) await stores.queue.drop(job);
  await stores.index.settle(job);
}

/**
 * Removes an ended job, or one whose record is damaged, of which nobody can tell. Blobs that only it referred to are the collector's.
 *
 * @throws NOT_FOUND; JOB_NOT_ENDED, also while a job that has not ended depends on it; UNSUPPORTED_VERSION; UNAVAILABLE
 */
export async function deleteJob(stores: JobStores, id: string): Promise<void> {
  const { records, index, experiments } = stores;
  const job = await records.get(id).catch(async (thrown) => {
    await deleteDamaged(stores, id, thrown);
    return undefined;
  });
  if (!job) return;
  if (!hasEnded(job)) throw notEnded(id, id, `it is ${job.state}: cancel it first`);
  await checkDependents(stores, id);
  await untilSettled(stores, id);
  // One may have been started while that took its time.
  await checkDependents(stores, id);
  if (!(await records.remove(job))) return deleteJob(stores, id);
  await index.forget(job);
  for await (const _ of index.newest(job.experiment)) return;
  await experiments.forget(job.experiment);
}

/** Removes a job whose record can't be read for the reason that is given, where that is damage. */
async function deleteDamaged(stores: JobStores, id: string, thrown: unknown): Promise<void> {
  if (!(thrown instanceof ParallaxError && thrown.reason === 'BLOB_CORRUPT')) throw thrown;
  await checkDependents(stores, id);
  if (!(await stores.records.removeDamaged(id))) throw thrown;
  await stores.index.forgetUnknown(id);
}

async function checkDependents({ records, index }: JobStores, id: string): Promise<void> {
  for await (const entry of index.dependents(id)) {
    const dependent = await records.find(entry.id);
    if (!dependent || hasEnded(dependent)) continue;
    throw notEnded(id, dependent.id, `${dependent.id}, which is ${dependent.state}, depends on it`);
  }
}

/**
 * Does what follows from a job's end where nobody else can be at it any more: neither its record nor the index has changed for as
 * long as a lease. A retry or a start that was cut off may have left facts in the index behind those that the record knows of. The
 * record takes them as its own first: so either whoever is about to start the job again sees that, and begins anew, or it is seen
 * here that the job has been started.
 *
 * @param entry that it has in the index still
 * @param now NATS' time, in milliseconds
 * @throws UNAVAILABLE
 */
export async function healEnd(stores: JobStores, job: JobRecord, entry: Entry, now: number): Promise<void> {
  const { records, index, limits } = stores;
  const changed = Math.max(Date.parse(job.updateTime), entry.time.getTime());
  if (now - changed <= limits.lease) return;
  const last = await index.lastOf(job.id);
  const ended = await records.update(job.id, (current) => {
    const isBehind = hasEnded(current) && current.indexed !== undefined && current.indexed < last;
    return isBehind ? { ...current, indexed: last } : undefined;
  });
  if (hasEnded(ended)) await afterEnd(stores, ended);
}

/** From one look whether an end is settled to the next, in milliseconds: at first, and at most. */
const [firstPause, longestPause] = [20, 1000];

/**
 * Returns when all has been done that follows from a job's end, which would otherwise fall upon the job of its id that comes next,
 * or when somebody has started the job again.
 *
 * @throws NOT_FOUND; UNAVAILABLE, also where this takes longer than two leases
 */
export async function untilSettled(stores: JobStores, id: string): Promise<void> {
  const { index, records, limits } = stores;
  const began = performance.now();
  let time: number | undefined;
  for (let pause = firstPause; ; pause = Math.min(longestPause, 1.5 * pause)) {
    const entry = await index.findLive(id);
    const job = entry && (await records.get(id));
    if (!job || !hasEnded(job)) return;
    time ??= await index.now();
    const waited = performance.now() - began;
    await healEnd(stores, job, entry, time + waited);
    if (waited > 2 * limits.lease) {
      throw new ParallaxError('UNAVAILABLE', `what follows from the end of ${id} is not done yet: try again soon`);
    }
    await delay(pause);
  }
}

function notEnded(id: string, blocking: string, why: string): ParallaxError {
  return new ParallaxError('JOB_NOT_ENDED', `${id} can't be deleted: ${why}`, { metadata: { id, blocking } });
}
