import type { Job } from '@parallax/contract';
import { invalidField } from '@parallax/errors';
import { downloadTensors } from './download.js';
import { checkId, stateOf } from './jobs.js';
import type { Session } from './session.js';

interface LeftOut {
  name: string;
  reason: string;
}

/** Prints every picture that an import has left out, and every duplicate that it has noted, with why. */
export async function showLeftOut(session: Session, id: string): Promise<void> {
  const { job } = await session.client('JobService').getJob({ id: checkId(id) }, { signal: session.signal });
  const all = await leftOutOf(session, job as Job);
  const lines = all.map(({ name, reason }) => `${name}: ${reason}`);
  session.document({ leftOut: all.map((each) => ({ ...each })) }, lines.join('\n') || 'nothing was left out');
}

/** @throws INVALID_FIELD where it is no import that has succeeded */
async function leftOutOf(session: Session, job: Job): Promise<LeftOut[]> {
  const { importResult: result } = job;
  if (!result) throw invalidField('IMPORT', `${job.id}, ${stateOf(job)}`, 'must be an import that has succeeded');
  if (!result.allLeftOut) return result.leftOut.map(({ name = '', reason = '' }) => ({ name, reason }));
  const { left_out: stored } = await downloadTensors(session, result.allLeftOut);
  const lines = new TextDecoder()
    .decode(stored?.data as Uint8Array)
    .split('\n')
    .filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as LeftOut);
}
