import { setTimeout } from 'node:timers/promises';
import { ParallaxError } from '@parallax/errors';
import { describeRetry } from './describe.js';
import { formatSeconds } from './format.js';
import { checkId, hasEnded, type Job, stateOf, statusOf } from './jobs.js';
import type { Reading } from './progress.js';
import type { Session } from './session.js';
import { secondsBetween, secondsOf } from './time.js';

/** How often a watch that breaks off is taken up again, a second apart, before it counts as failed. */
const PATIENCE = 60;

/**
 * Watches a job to its end, past restarts of its service.
 *
 * @param name what its progress is called; default its id
 */
export async function watchJob(session: Session, id: string, name = id): Promise<Job> {
  checkId(id);
  const client = session.client('JobService');
  let latest: Job | undefined;
  let failures = 0;
  for (;;) {
    const afterRevision = latest && statusOf(latest).revision;
    try {
      for await (const response of client.watchJob({ id, afterRevision }, { signal: session.signal })) {
        failures = 0;
        if (!response.job) continue;
        latest = response.job;
        session.stream('WatchJobResponse', response);
        show(session, name, latest);
      }
    } catch (thrown) {
      const passing = latest !== undefined && ParallaxError.from(thrown).status === 'UNAVAILABLE';
      if (session.signal.aborted || !passing || ++failures > PATIENCE) throw thrown;
      // Servers renew connections every few minutes: the first time is nothing to speak of.
      if (failures === 2) session.progress.say('the service does not answer at the moment; trying again');
    }
    if (latest && hasEnded(latest)) return latest;
    await setTimeout(1000, undefined, { signal: session.signal });
  }
}

function show({ progress }: Session, name: string, job: Job): void {
  if (!hasEnded(job)) {
    progress.update(name, readingOf(job));
    return;
  }
  const { startTime, endTime } = statusOf(job);
  progress.end(name, `${stateOf(job)}${startTime ? ` in ${formatSeconds(secondsBetween(startTime, endTime))}` : ''}`);
}

function readingOf(job: Job): Reading {
  const { progress, waitsFor, lastFailure, retryTime } = statusOf(job);
  const state = stateOf(job);
  const trouble = lastFailure?.message && `last failure: ${lastFailure.message}`;
  if (state === 'waiting') return { stage: state, note: `for ${waitsFor.join(', ')}` };
  if (state !== 'running' || !progress) {
    const next = retryTime && `next try: ${describeRetry(retryTime)}`;
    return { stage: state, note: [trouble, next].filter(Boolean).join(' · ') };
  }
  const { stage, done = 0, total, unit, rate, remaining, epoch, loss } = progress;
  const note = [epoch && `epoch ${epoch}`, loss !== undefined && `loss ${loss.toFixed(4)}`, trouble]
    .filter(Boolean)
    .join(' · ');
  return { stage, done, total, unit, rate, remaining: remaining && secondsOf(remaining), note };
}
