import type { ErrorJson } from '@parallax/errors';
import type { JobRecord } from '../job.js';
import type { JobStores } from '../stores.js';

/** The record of a job whose computation has failed as nobody foresaw, on the worker that has it. */
export function suspected(job: JobRecord, { message }: ErrorJson): JobRecord {
  return { ...job, suspicion: { worker: job.worker ?? '', message, time: new Date().toISOString() } };
}

/** Whether an error that nobody foresaw is the one by which the job has failed before: then the job is the cause. */
export function isSeenAgain({ suspicion }: JobRecord, { message }: ErrorJson): boolean {
  return suspicion !== undefined && withoutNumbers(suspicion.message) === withoutNumbers(message);
}

/** Whether it was another worker that has seen the error before. @param job as this worker has it */
export function isSeenElsewhere(job: JobRecord, error: ErrorJson): boolean {
  return isSeenAgain(job, error) && job.suspicion?.worker !== job.worker;
}

/** Addresses, counts and names of temporary folders differ from one time to the next, by words that hold a digit. */
function withoutNumbers(message: string): string {
  return message.replace(/\w*\d\w*/g, '');
}

/**
 * Whether a queued job is another worker's, since this one has failed it: for a while, as long as there are others. So it is no
 * bad machine alone that fails it for good.
 */
export async function isLeftToOthers({ queue, limits }: JobStores, job: JobRecord, worker: string): Promise<boolean> {
  const { state, suspicion, pinned } = job;
  if (state !== 'queued' || pinned || suspicion?.worker !== worker) return false;
  // By the clock of this worker, which has written it.
  const isYoung = Date.now() - Date.parse(suspicion.time ?? '') < limits.leftToOthers;
  return isYoung && (await queue.hasOtherWorkers(job));
}
