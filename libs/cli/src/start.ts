import type { StartOptions } from './flags.js';
import { follow } from './follow.js';
import { apiName, type Job, type Kind } from './jobs.js';
import type { Session } from './session.js';

/** What a command does once its job has been started: prints the id, and watches the job unless it shall not wait. */
export async function afterStart(session: Session, kind: Kind, response: { job?: Job }, options: StartOptions) {
  const id = response.job?.id ?? '';
  if (!options.wait) return session.answer(`Start${apiName[kind]}Response`, response, id);
  session.print(id);
  await follow(session, id);
}
