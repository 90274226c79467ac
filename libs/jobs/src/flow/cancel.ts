import { hasEnded, type JobRecord } from '../record.js';
import type { Backend } from '../store/backend.js';
import { afterEnd, ended } from './end.js';

/**
 * Cancels a job: at once where it doesn't run; where it does, its worker is asked to. One that has ended stays as it is.
 *
 * @throws NOT_FOUND, UNAVAILABLE
 */
export async function cancel(backend: Backend, id: string): Promise<JobRecord> {
  let changed = false;
  const job = await backend.records.update(id, (current) => {
    changed = !hasEnded(current) && !current.cancelRequested;
    if (!changed) return undefined;
    const asked = { ...current, cancelRequested: true };
    return current.state === 'running' ? asked : ended(asked, 'cancelled');
  });
  if (changed && job.state === 'cancelled') await afterCancel(backend, job);
  return job;
}

/** Cancels a running job whose worker, as it seems, will not. */
export async function cancelLost(backend: Backend, id: string): Promise<void> {
  const job = await backend.records.update(id, (current) => {
    return current.state === 'running' && current.cancelRequested ? ended(current, 'cancelled') : undefined;
  });
  if (job.state === 'cancelled') await afterCancel(backend, job);
}

async function afterCancel(backend: Backend, job: JobRecord): Promise<void> {
  await afterEnd(backend, job, () => backend.queue.drop(job));
}
