import { ParallaxError } from '@parallax/errors';
import { hasEnded, type JobRecord } from '../record.js';
import type { Backend } from '../store/backend.js';
import { tryToAnnounce } from './announce.js';
import { afterEnd, ended } from './end.js';

/**
 * Moves a waiting job on as far as its dependencies let it: into the queue when all have succeeded, or to DEPENDENCY_FAILED
 * when one has failed, was cancelled or is gone. Anyone may do it at any time, and again.
 */
export async function advance(backend: Backend, id: string): Promise<JobRecord> {
  const job = await backend.records.get(id);
  if (job.state !== 'waiting') return job;
  const dependencies = await Promise.all(job.dependsOn.map((dependency) => backend.records.find(dependency)));
  const failed = job.dependsOn.findIndex((_, index) => isLost(dependencies[index]));
  if (failed >= 0) return fail(backend, job, job.dependsOn[failed] as string, dependencies[failed]);
  return dependencies.every((dependency) => dependency?.state === 'succeeded') ? enqueue(backend, id) : job;
}

function isLost(dependency: JobRecord | undefined): boolean {
  return !dependency || (hasEnded(dependency) && dependency.state !== 'succeeded');
}

async function enqueue(backend: Backend, id: string): Promise<JobRecord> {
  const queued = await backend.records.update(id, (job) => {
    return job.state === 'waiting' ? { ...job, state: 'queued' } : undefined;
  });
  if (queued.state !== 'queued') return queued;
  await tryToAnnounce(backend, 'queued', queued);
  await backend.queue.push(queued);
  return queued;
}

async function fail(backend: Backend, job: JobRecord, id: string, dependency?: JobRecord): Promise<JobRecord> {
  const why = dependency ? `has ${dependency.state === 'failed' ? 'failed' : 'been cancelled'}` : 'is gone';
  const cause = dependency?.error ? `: ${dependency.error.message}` : '';
  const error = new ParallaxError('DEPENDENCY_FAILED', `${id}, which it waits for, ${why}${cause}`, {
    metadata: { dependency: id },
  });
  const failed = await backend.records.update(job.id, (current) => {
    return current.state === 'waiting' ? ended(current, 'failed', { error: error.toJSON() }) : undefined;
  });
  if (failed.state === 'failed') await afterEnd(backend, failed);
  return failed;
}
