import { setTimeout } from 'node:timers/promises';
import { ParallaxError } from '@parallax/errors';
import { formatSeconds } from './format.js';
import { apiName, callsOf, hasEnded, type Job, kindOf, stateOf, statusOf } from './jobs.js';
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
  const kind = kindOf(id);
  const calls = callsOf(session, kind);
  let latest: Job | undefined;
  let failures = 0;
  for (;;) {
    try {
      for await (const response of calls.watch(id, latest ? (statusOf(latest).revision ?? 0) : 0)) {
        failures = 0;
        if (!response.job) continue;
        latest = response.job;
        session.stream(`Watch${apiName[kind]}Response`, response);
        show(session, name, latest);
      }
    } catch (thrown) {
      const passing = latest !== undefined && ParallaxError.from(thrown).status === 'UNAVAILABLE';
      if (session.signal.aborted || !passing || ++failures > PATIENCE) throw thrown;
      // Servers renew connections every few minutes: the first time is nothing to speak of.
      if (failures === 2) session.progress.say(`the ${kind} service doesn't answer at the moment; trying again`);
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
  const { progress } = statusOf(job);
  const state = stateOf(job);
  if (state !== 'running' || !progress) return { stage: state };
  const { stage, done = 0, total, unit, rate, remaining, epoch, loss } = progress;
  const note = [epoch && `epoch ${epoch}`, loss !== undefined && `loss ${loss.toFixed(4)}`].filter(Boolean).join(' · ');
  return { stage, done, total, unit, rate, remaining: remaining && secondsOf(remaining), note };
}
