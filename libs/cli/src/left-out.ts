import type { BlobRef, Job } from '@parallax/contract';
import { invalidField } from '@parallax/errors';
import { toTold } from './describe.js';
import { downloadTensors } from './download.js';
import { checkId, stateOf, statusOf } from './jobs.js';
import { printable } from './printable.js';
import type { Session } from './session.js';

interface LeftOut {
  name: string;
  reason: string;
}

/** Prints every picture that an import has left out, and every duplicate that it has noted, with why. */
export async function showLeftOut(session: Session, id: string): Promise<void> {
  const { job } = await session.client('JobService').getJob({ id: checkId(id) }, { signal: session.signal });
  const all = await leftOutOf(session, job as Job);
  const lines = all.map(({ name, reason }) => printable(`${name}: ${reason}`));
  session.document({ leftOut: all.map((each) => ({ ...each })) }, lines.join('\n') || 'nothing was left out');
}

/** @throws INVALID_FIELD where it is no import that has left anything out: one that has succeeded, or failed for it */
async function leftOutOf(session: Session, job: Job): Promise<LeftOut[]> {
  const { importResult: result } = job;
  const stored = result ? result.allLeftOut : blobOfFailure(job);
  if (!result && !stored)
    throw invalidField(
      'IMPORT',
      `${job.id}, ${stateOf(job)}`,
      'must be an import that has succeeded, or failed for pictures',
    );
  if (!stored) return (result?.leftOut ?? []).map(({ name = '', reason = '' }) => ({ name, reason }));
  const { left_out: all } = await downloadTensors(session, stored);
  const lines = new TextDecoder()
    .decode(all?.data as Uint8Array)
    .split('\n')
    .filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as LeftOut);
}

/** Of an import that failed for too many pictures that can't be read: all of them, as its error names them. */
function blobOfFailure(job: Job): BlobRef | undefined {
  const { error } = statusOf(job);
  const {
    left_out: key,
    left_out_url: url,
    left_out_size: size,
  } = (error && toTold(error).details?.[0]?.metadata) ?? {};
  if (key === undefined || url === undefined) return undefined;
  const sha256 = key.replace(/^.*\/|\.safetensors$/g, '');
  return { bucket: '', key, url, size: Number(size), sha256, tensors: [] };
}
