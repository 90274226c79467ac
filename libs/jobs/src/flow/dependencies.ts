import { setTimeout as delay } from 'node:timers/promises';
import { hasEnded, type JobRecord } from '../record.js';
import type { Backend } from '../store/backend.js';
import { advance } from './advance.js';
import { cancelLost } from './cancel.js';
import { afterEnd } from './end.js';
import { failForsaken } from './forsaken.js';

/** The events after which a job that waits may move. */
const ends = ['*.succeeded', '*.failed', '*.cancelled'];

/**
 * Moves experiments on until `signal` aborts: jobs that wait follow the events of those that end, and every so often all
 * that have not ended are looked through for what a crash left behind. Every server runs it; the events are shared out among them.
 */
export async function runDependencies(backend: Backend, signal: AbortSignal): Promise<void> {
  await Promise.all([
    repeat(backend, signal, () => followEnds(backend, signal)),
    repeat(backend, signal, () => sweep(backend)),
  ]);
}

/** Again and again, whatever goes wrong: NATS may be away for a while. */
async function repeat({ limits, log }: Backend, signal: AbortSignal, run: () => Promise<void>): Promise<void> {
  while (!signal.aborted) {
    try {
      await run();
    } catch (thrown) {
      log.warn({ err: thrown }, 'could not move waiting jobs on; trying again');
    }
    await delay(limits.sweep, undefined, { signal }).catch(() => {});
  }
}

async function followEnds(backend: Backend, signal: AbortSignal): Promise<void> {
  await backend.events.follow('dependencies', ends, ({ subject }) => moveDependents(backend, String(subject)), signal);
}

async function moveDependents(backend: Backend, id: string): Promise<void> {
  for await (const dependent of backend.index.dependents(id)) {
    if (await backend.records.find(dependent.id)) await advance(backend, dependent.id);
  }
}

/** Looks through all jobs that have not ended, and moves on what has been left behind. */
export async function sweep(backend: Backend): Promise<void> {
  for await (const { id, time } of backend.index.live()) {
    const job = await backend.records.find(id);
    if (job) await heal(backend, job);
    // One that is being started has no record for a moment.
    else if (Date.now() - time.getTime() > backend.limits.lease) await backend.index.forgetUnknown(id);
  }
}

async function heal(backend: Backend, job: JobRecord): Promise<void> {
  if (hasEnded(job)) {
    // Whoever ended it is usually about to do this.
    if (silence(job) > backend.limits.lease) await afterEnd(backend, job);
  } else if (job.state === 'waiting') await advance(backend, job.id);
  else if (isAbandoned(backend, job)) await cancelLost(backend, job.id);
  else if (isForsaken(backend, job)) await failForsaken(backend, job.id);
  // It is nearly always there, and then nothing happens.
  else await backend.queue.push(job);
}

/** A worker that is alive ends a job soon after it was asked to. */
function isAbandoned({ limits }: Backend, job: JobRecord): boolean {
  return job.cancelRequested && silence(job) > 2 * (limits.grace + limits.lease);
}

/** A worker that is alive writes progress, and nobody but its own takes a pinned job. */
function isForsaken({ limits }: Backend, job: JobRecord): boolean {
  return job.pinned === true && silence(job) > limits.absence;
}

function silence({ updateTime }: JobRecord): number {
  return Date.now() - Date.parse(updateTime);
}
