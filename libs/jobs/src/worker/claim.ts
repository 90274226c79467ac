import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { ended } from '../flow/end.js';
import { hasEnded, type JobRecord } from '../record.js';
import type { Backend } from '../store/backend.js';
import { measureAttempt } from './measures.js';
import { lost } from './outcome.js';

/** Whom a job's record names as its worker: in a cluster, the pod. */
const worker = `${hostname()}/${process.pid}`;

/**
 * Takes a job from the queue for a new attempt, also from a worker that has lost its lease; it must not be run where the
 * record that comes back isn't running: it has ended, by now or long since. Undefined where it has been deleted.
 */
export async function claim({ records, limits }: Backend, id: string): Promise<JobRecord | undefined> {
  if (!(await records.find(id))) return undefined;
  let isLost = false;
  const claimed = await records.update(id, (job) => {
    isLost = false;
    if (hasEnded(job) || job.state === 'waiting') return undefined;
    if (job.cancelRequested) return ended(job, 'cancelled');
    // That the queue hands it out again says that its worker is gone.
    isLost = job.state === 'running';
    const lostAttempts = job.lostAttempts + (isLost ? 1 : 0);
    if (lostAttempts >= limits.lostAttempts)
      return ended({ ...job, lostAttempts }, 'failed', { error: lost(lostAttempts) });
    return {
      ...job,
      state: 'running',
      attempt: job.attempt + 1,
      lostAttempts,
      queueTime: job.updateTime,
      owner: randomUUID(),
      worker,
      startTime: job.startTime ?? new Date().toISOString(),
    };
  });
  if (isLost) measureAttempt(claimed, { type: 'lost', how: 'the worker is gone' });
  return claimed;
}
