import { ParallaxError } from '@parallax/errors';
import { advance } from './dependencies.js';
import { afterEnd, markEnded, untilSettled } from './end.js';
import { hasEnded, hasFailed, type JobRecord } from './job.js';
import type { JobStores } from './stores.js';

/**
 * Cancels a job: at once where it doesn't run; where it does, its worker is asked to. One that has ended stays as it is.
 *
 * @throws NOT_FOUND, UNAVAILABLE
 */
export async function cancel(stores: JobStores, id: string): Promise<JobRecord> {
  let changed = false;
  const job = await stores.records.update(id, (current) => {
    changed = !hasEnded(current) && !current.cancelRequested;
    if (!changed) return undefined;
    const asked = { ...current, cancelRequested: true };
    return current.state === 'running' ? asked : markEnded(asked, 'cancelled');
  });
  if (changed && job.state === 'cancelled') await afterEnd(stores, job);
  return job;
}

/**
 * Lets a paused job go on; the time of its pause does not count towards its `maxDuration`. Any other stays as it is, but that a
 * pause which was asked for and has not come about is called off.
 *
 * @throws NOT_FOUND, UNAVAILABLE
 */
export async function resume(stores: JobStores, id: string): Promise<JobRecord> {
  const now = await stores.index.now();
  const job = await stores.records.update(id, (current) => {
    const { pauseRequested, ...rest } = current;
    if (current.state !== 'paused') return pauseRequested ? rest : undefined;
    // A record doesn't change while its job is paused.
    const paused = now - Date.parse(current.updateTime);
    const deadline = rest.deadline && new Date(Date.parse(rest.deadline) + paused).toISOString();
    return { ...rest, ...(deadline && { deadline }), state: 'waiting' };
  });
  return job.state === 'waiting' ? advance(stores, id) : job;
}

/**
 * Starts a job that failed or was cancelled once more, and before it those that it depends on and that failed themselves. It
 * goes on from its checkpoint where there is one. One that has not ended stays as it is.
 *
 * @param before the jobs for whose sake it is retried
 * @throws JOB_NOT_FAILED where it has succeeded; DEPENDENCY_FAILED where one that it depends on is gone, or depends on it in
 *   turn; NOT_FOUND, UNAVAILABLE
 */
export async function retry(
  stores: JobStores,
  id: string,
  before: ReadonlySet<string> = new Set(),
): Promise<JobRecord> {
  const { records, index } = stores;
  const found = await records.get(id);
  if (found.state === 'succeeded') {
    throw new ParallaxError('JOB_NOT_FAILED', `${id} has succeeded: there is nothing to retry`, { metadata: { id } });
  }
  if (!hasFailed(found)) return found;
  const seen = new Set([...before, id]);
  for (const dependency of found.dependsOn) {
    const record = await records.find(dependency);
    // An earlier version may have started jobs that depend on each other.
    const why = !record ? 'is gone' : seen.has(dependency) && 'depends on it in turn';
    if (why) {
      const message = `${id} can't be retried: ${dependency}, which it depends on, ${why}`;
      throw new ParallaxError('DEPENDENCY_FAILED', message, { metadata: { id, dependency } });
    }
    if (record && hasFailed(record)) await retry(stores, dependency, seen);
  }
  await untilSettled(stores, id);
  const settled = await records.get(id);
  // The index first, as when a job is started. What is cut off here `healEnd` sets right.
  const indexed = await index.add({ ...settled, state: 'waiting' });
  const job = await records.update(id, (current) => {
    if (!hasFailed(current) || current.revision !== settled.revision) return undefined;
    const { endTime, error, deadline, computedAttempt, postponements, pauseRequested, ...rest } = current;
    return { ...rest, indexed, state: 'waiting', lostAttempts: 0, cancelRequested: false };
  });
  if (job.state === 'waiting') return advance(stores, id);
  // Whoever took what was put into the index for left over has changed the record.
  return hasFailed(job) ? retry(stores, id, before) : job;
}
