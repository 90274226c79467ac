import { setTimeout as delay } from 'node:timers/promises';
import { hasEnded, type JobRecord } from '../record.js';
import type { House } from '../store/house.js';
import { advance } from './advance.js';
import { cancelLost } from './cancel.js';

/** The events after which a job that waits may move. */
const ends = ['*.succeeded', '*.failed', '*.cancelled'];

/**
 * Moves experiments on until `signal` aborts: jobs that wait follow the events of those that end, and every so often all
 * records are looked through for what a crash left behind. Every server runs it; the events are shared out among them.
 */
export async function runDependencies(house: House, signal: AbortSignal): Promise<void> {
  await Promise.all([followEnds(house, signal), sweepForever(house, signal)]);
}

async function followEnds(house: House, signal: AbortSignal): Promise<void> {
  await house.events.follow(
    'dependencies',
    ends,
    async ({ subject }) => moveDependents(house, String(subject)),
    signal,
  );
}

async function moveDependents(house: House, id: string): Promise<void> {
  for (const job of await house.records.all()) {
    if (job.state === 'waiting' && job.dependsOn.includes(id)) await advance(house, job.id);
  }
}

async function sweepForever(house: House, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await sweep(house);
    } catch (thrown) {
      house.log.warn({ err: thrown }, 'could not look through all jobs');
    }
    await delay(house.limits.sweep, undefined, { signal }).catch(() => {});
  }
}

/** Looks through all records once, and moves on what has been left behind. */
export async function sweep(house: House): Promise<void> {
  for (const job of await house.records.all()) {
    if (hasEnded(job)) continue;
    if (job.state === 'waiting') await advance(house, job.id);
    else if (isAbandoned(house, job)) await cancelLost(house, job.id);
    // It is nearly always there, and then nothing happens.
    else await house.queue.push(job.id);
  }
}

/** A worker that is alive ends a job soon after it was asked to. */
function isAbandoned({ limits }: House, job: JobRecord): boolean {
  const silent = Date.now() - Date.parse(job.updateTime);
  return job.cancelRequested && silent > 2 * (limits.grace + limits.lease);
}
