import { type Job, type JobStatus, jobKinds } from '@parallax/contract';
import { invalidField } from '@parallax/errors';

export type { Job } from '@parallax/contract';

/** The states of a job, as people call them: `running` is `JOB_STATE_RUNNING`. */
export const states = ['waiting', 'queued', 'running', 'paused', 'succeeded', 'failed', 'cancelled'] as const;

export type State = (typeof states)[number];

/** Refuses what can't be a job's id, with what may have been meant. @throws INVALID_FIELD */
export function checkId(id: string): string {
  if (jobKinds.some((kind) => id.startsWith(`${kind}-`) && id.length > kind.length + 1)) return id;
  const near = jobKinds.find((kind) => id.slice(0, 4).toLowerCase() === kind.slice(0, 4));
  const meant = near && !id.startsWith(`${near}-`) ? ` (did you mean ${near}-…?)` : '';
  const must = `must be a job's whole id, which begins with ${jobKinds.join('-, ')}-${meant}; \`parallax jobs list\` shows them`;
  throw invalidField('ID', id, must);
}

export function statusOf(job: Job): JobStatus {
  return job.status ?? { dependsOn: [], waitsFor: [] };
}

export function stateOf(job: Job): State {
  return (statusOf(job).state ?? '').replace('JOB_STATE_', '').toLowerCase() as State;
}

export function hasEnded(job: Job): boolean {
  return ['succeeded', 'failed', 'cancelled'].includes(stateOf(job));
}
