import { setTimeout as delay } from 'node:timers/promises';
import { ParallaxError, type Reason } from '@parallax/errors';
import { afterEnd, healEnd, markEnded, timeout } from './end.js';
import { tryToPublish } from './events.js';
import { hasEnded, hasFailed, type JobRecord } from './job.js';
import { pauseLost } from './pause.js';
import { pinImports } from './pin-imports.js';
import type { JobStores } from './stores.js';

/** The events after which a job that waits may move. */
const ends = ['*.succeeded', '*.failed', '*.cancelled'];

/** Dependencies of a job of which each that ends is told to who watches it: to say which are left, all of them are read. */
const fewDependencies = 64;

/**
 * Moves experiments on until `signal` aborts: jobs that wait follow the events of those that end, and every so often all
 * that have not ended are looked through for what a crash left behind. Every server runs it; the events are shared out among
 * them, and the look through all jobs is one server's at a time.
 */
export async function runDependencies(stores: JobStores, signal: AbortSignal): Promise<void> {
  const onError = (thrown: unknown) => stores.log.warn({ err: thrown }, 'could not move waiting jobs on; trying again');
  await Promise.all([
    followEnds(stores, signal, onError),
    stores.leases.keep('sweep', stores.limits.sweep, () => sweep(stores), { signal, onError }),
  ]);
}

/** Again and again, whatever goes wrong: NATS may be away for a while. */
async function followEnds(stores: JobStores, signal: AbortSignal, onError: (thrown: unknown) => void): Promise<void> {
  while (!signal.aborted) {
    try {
      await stores.events.follow(
        'dependencies',
        ends,
        ({ subject }) => moveDependents(stores, String(subject)),
        signal,
      );
    } catch (thrown) {
      onError(thrown);
    }
    await delay(Math.min(stores.limits.sweep, 5000), undefined, { signal }).catch(() => {});
  }
}

async function moveDependents(stores: JobStores, id: string): Promise<void> {
  const passedOver = new PassedOver();
  for await (const dependent of stores.index.dependents(id)) {
    await passedOver.attempt(dependent.id, async () => {
      if (await stores.records.find(dependent.id)) await advance(stores, dependent.id, id);
    });
  }
  passedOver.tell(stores);
}

/** Jobs that could not be moved on, by the reason: none of them is to keep the others waiting. The next sweep tries again. */
class PassedOver {
  readonly #byReason = new Map<Reason, { err: ParallaxError; ids: string[] }>();

  /** @throws UNAVAILABLE, which would befall all others as well */
  async attempt(id: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (thrown) {
      const err = ParallaxError.from(thrown);
      if (err.reason === 'UNAVAILABLE') throw err;
      const known = this.#byReason.get(err.reason);
      if (known) known.ids.push(id);
      else this.#byReason.set(err.reason, { err, ids: [id] });
    }
  }

  tell({ log }: JobStores): void {
    for (const { err, ids } of this.#byReason.values()) {
      log.warn({ err, count: ids.length, jobs: ids.slice(0, 10) }, 'could not move jobs on; trying again later');
    }
  }
}

/**
 * Moves a waiting job on as far as its dependencies let it: into the queue when all have succeeded, or to its end by
 * DEPENDENCY_FAILED: cancelled where one was cancelled, failed where one has failed or is gone. What an import has brought stands in
 * its spec by its digest from then on. Anyone may do it at any time, and again.
 *
 * @param ended the dependency because of which it is asked
 */
export async function advance(stores: JobStores, id: string, ended?: string): Promise<JobRecord> {
  const job = await stores.records.get(id);
  if (job.state !== 'waiting') return job;
  // The one that has just ended first: where it has failed, or another has not ended, the rest need not be read.
  const inOrder = [...new Set([...(ended === undefined ? [] : [ended]), ...job.dependsOn])];
  for (let at = 0; at < inOrder.length; at += 64) {
    const ids = inOrder.slice(at, at + 64);
    const dependencies = await stores.records.findAll(ids);
    const failed = failedDependency(ids, dependencies);
    if (failed) return endWaiting(stores, job, failed);
    if (dependencies.every((dependency) => dependency?.state === 'succeeded')) continue;
    const pinned = await pin(stores, job);
    return ended === undefined || inOrder.length > fewDependencies ? pinned : tellOfWait(stores, id);
  }
  return enqueue(stores, await pin(stores, job));
}

/** Writes a waiting job's record again as it is, so that who watches it hears that it waits for fewer. */
function tellOfWait(stores: JobStores, id: string): Promise<JobRecord> {
  return stores.records.update(id, (job) => (job.state === 'waiting' ? { ...job } : undefined));
}

/** Why a job can never run, where one that it depends on has failed, was cancelled, or is gone. */
export function failedDependency(
  ids: readonly string[],
  dependencies: readonly (JobRecord | undefined)[],
): ParallaxError | undefined {
  const at = dependencies.findIndex((dependency) => !dependency || hasFailed(dependency));
  if (at < 0) return undefined;
  const [id = '', dependency] = [ids[at], dependencies[at]];
  const why = dependency ? `has ${dependency.state === 'failed' ? 'failed' : 'been cancelled'}` : 'is gone';
  const cause = dependency?.error ? `: ${dependency.error.message}` : '';
  const message = `${id}, which it waits for, ${why}${cause}`.slice(0, 2000);
  return new ParallaxError('DEPENDENCY_FAILED', message, {
    metadata: { dependency: id, state: dependency?.state ?? 'gone' },
  });
}

/** Puts the datasets that imports have brought since into the spec of a job that waits. */
async function pin({ records }: JobStores, job: JobRecord): Promise<JobRecord> {
  const spec = await pinImports(records, job.spec);
  if (spec === job.spec) return job;
  return records.update(job.id, (current) => (current.state === 'waiting' ? { ...current, spec } : undefined));
}

async function enqueue(stores: JobStores, { id }: JobRecord): Promise<JobRecord> {
  const queued = await stores.records.update(id, (job) => {
    return job.state === 'waiting' ? { ...job, state: 'queued' } : undefined;
  });
  if (queued.state !== 'queued') return queued;
  await tryToPublish(stores, 'queued', queued);
  try {
    await stores.queue.push(queued);
  } catch (thrown) {
    // It has been taken on: where the queue has no room, the next sweep tries again.
    if (!(thrown instanceof ParallaxError && thrown.reason === 'QUEUE_FULL')) throw thrown;
    stores.log.warn({ job: id }, 'the queue is full; the job is put into it later');
  }
  return queued;
}

/** What somebody has cancelled is no failure, and neither is what waited for it. */
async function endWaiting(stores: JobStores, job: JobRecord, error: ParallaxError): Promise<JobRecord> {
  const state = error.metadata.state === 'cancelled' ? 'cancelled' : 'failed';
  const ended = await stores.records.update(job.id, (current) => {
    return current.state === 'waiting' ? markEnded(current, state, { error: error.toJSON() }) : undefined;
  });
  if (ended.state === state) await afterEnd(stores, ended);
  return ended;
}

/** Looks through all jobs that have not ended, and moves on what has been left behind, past those that can't be. */
async function sweep(stores: JobStores): Promise<void> {
  const { index, records, limits } = stores;
  // All times here are NATS', since our clock may be another.
  const now = await index.now();
  const passedOver = new PassedOver();
  for await (const entry of index.live()) {
    const { id, time } = entry;
    await passedOver.attempt(id, async () => {
      const job = await records.find(id);
      if (job && hasEnded(job)) await healEnd(stores, job, entry, now);
      else if (job) await heal(stores, job, now);
      // One that is being started has no record for a moment.
      else if (now - time.getTime() > limits.lease) await index.forgetUnknown(id);
    });
  }
  passedOver.tell(stores);
}

/**
 * Moves on a job that has not ended.
 *
 * @param now NATS' time, in milliseconds
 */
async function heal(stores: JobStores, job: JobRecord, now: number): Promise<void> {
  const { lease, stopTimeout, pinnedExpiry } = stores.limits;
  // Since the record's last change.
  const silence = now - Date.parse(job.updateTime);
  // A worker that is alive ends a job soon after it was asked to, or its time is over.
  const patience = 2 * (stopTimeout + lease);
  if (job.state === 'waiting') await advance(stores, job.id);
  else if (job.state === 'paused') return;
  else if (job.cancelRequested && silence > patience) await endAbandoned(stores, job.id, cancelLost);
  else if (job.pauseRequested && silence > patience) await pauseLost(stores, job.id);
  else if (isOverdue(job, now, patience)) {
    await endAbandoned(stores, job.id, (current) => {
      const error = timeout(current, current.lastFailure).toJSON();
      return isOverdue(current, now, patience) ? markEnded(current, 'failed', { error }) : undefined;
    });
  }
  // A worker that is alive writes progress, and nobody but its own takes a pinned job.
  else if (job.pinned && silence > pinnedExpiry) {
    await endAbandoned(stores, job.id, (current) => failExpiredPinnedJob(current, pinnedExpiry));
  }
  // It is nearly always there, and then nothing happens.
  else await stores.queue.push(job);
}

/** Ends a job whose worker, as it seems, will not, unless `end` finds that this isn't so any more. */
async function endAbandoned(
  stores: JobStores,
  id: string,
  end: (job: JobRecord) => JobRecord | undefined,
): Promise<void> {
  let isOurs = false;
  const job = await stores.records.update(id, (current) => {
    const ended = end(current);
    isOurs = ended !== undefined;
    return ended;
  });
  if (isOurs) await afterEnd(stores, job);
}

function cancelLost(job: JobRecord): JobRecord | undefined {
  return job.state === 'running' && job.cancelRequested ? markEnded(job, 'cancelled') : undefined;
}

/** Whether a job's time is over, of one that runs so long that its worker would have ended it. */
function isOverdue({ state, deadline }: JobRecord, now: number, patience: number): boolean {
  if (deadline === undefined || (state !== 'queued' && state !== 'running')) return false;
  return now - Date.parse(deadline) > (state === 'running' ? patience : 0);
}

/** A pinned job that has been left alone would wait for ever, and so would those that depend on it. */
function failExpiredPinnedJob(job: JobRecord, pinnedExpiry: number): JobRecord | undefined {
  if (job.state !== 'queued' && job.state !== 'running') return undefined;
  const hours = pinnedExpiry / 3600_000;
  const message = `it belongs to one worker alone, and that has not been there for ${hours} hours`;
  return markEnded(job, 'failed', { error: new ParallaxError('WORKER_LOST', message).toJSON() });
}
