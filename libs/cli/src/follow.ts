import { describeResult } from './describe.js';
import { type Job, stateOf, statusOf } from './jobs.js';
import type { Session } from './session.js';
import { watchJob } from './watch.js';

/** Watches a job that a command is about, and says how it ended. Where the command is interrupted, the job goes on. */
export async function follow(session: Session, id: string): Promise<void> {
  const job = await orSayItGoesOn(session, [id], () => watchJob(session, id));
  conclude(session, job);
}

export async function orSayItGoesOn<T>(session: Session, ids: readonly string[], watching: () => Promise<T>) {
  try {
    return await watching();
  } catch (thrown) {
    if (session.signal.aborted) {
      session.progress.stop();
      const each = ids.map((id) => `  parallax watch ${id}    parallax jobs cancel ${id}`).join('\n');
      process.stderr.write(`no longer watching: what was started goes on. To watch it, or to cancel it:\n${each}\n`);
    }
    throw thrown;
  }
}

/** Prints a succeeded job's result; a job that failed or was cancelled makes the command fail. */
function conclude(session: Session, job: Job): void {
  if (stateOf(job) === 'succeeded') session.print(describeResult(job));
  else session.fail(describeFailure(job));
}

export function describeFailure(job: Job): string {
  const { error, worker } = statusOf(job);
  const why = error?.message ? `: ${error.message}` : '';
  return `${job.id} ${stateOf(job) === 'cancelled' ? 'was cancelled' : 'failed'}${why}${worker ? ` (worker ${worker})` : ''}`;
}
