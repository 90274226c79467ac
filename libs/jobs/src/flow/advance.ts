import { ParallaxError } from '@parallax/errors';
import { hasEnded, type JobRecord } from '../record.js';
import type { House } from '../store/house.js';
import { tryToAnnounce } from './announce.js';
import { afterEnd, ended } from './end.js';

/**
 * Moves a waiting job on as far as its dependencies let it: into the queue when all have succeeded, or to DEPENDENCY_FAILED
 * when one has failed, was cancelled or is gone. Anyone may do it at any time, and again.
 */
export async function advance(house: House, id: string): Promise<JobRecord> {
  const job = await house.records.get(id);
  if (job.state !== 'waiting') return job;
  const dependencies = await Promise.all(job.dependsOn.map((dependency) => house.records.find(dependency)));
  const failed = job.dependsOn.findIndex((_, index) => isLost(dependencies[index]));
  if (failed >= 0) return fail(house, job, job.dependsOn[failed] as string, dependencies[failed]);
  return dependencies.every((dependency) => dependency?.state === 'succeeded') ? enqueue(house, id) : job;
}

function isLost(dependency: JobRecord | undefined): boolean {
  return !dependency || (hasEnded(dependency) && dependency.state !== 'succeeded');
}

async function enqueue(house: House, id: string): Promise<JobRecord> {
  const queued = await house.records.update(id, (job) => {
    return job.state === 'waiting' ? { ...job, state: 'queued' } : undefined;
  });
  if (queued.state !== 'queued') return queued;
  await house.queue.push(id);
  await tryToAnnounce(house, 'queued', queued);
  return queued;
}

async function fail(house: House, job: JobRecord, id: string, dependency?: JobRecord): Promise<JobRecord> {
  const why = dependency ? `has ${dependency.state === 'failed' ? 'failed' : 'been cancelled'}` : 'is gone';
  const cause = dependency?.error ? `: ${dependency.error.message}` : '';
  const error = new ParallaxError('DEPENDENCY_FAILED', `${id}, which it waits for, ${why}${cause}`, {
    metadata: { dependency: id },
  });
  const failed = await house.records.update(job.id, (current) => {
    return current.state === 'waiting' ? ended(current, 'failed', { error: error.toJSON() }) : undefined;
  });
  if (failed.state === 'failed') await afterEnd(house, failed);
  return failed;
}
