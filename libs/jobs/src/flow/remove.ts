import type { BlobRef } from '@parallax/blobs';
import { ParallaxError } from '@parallax/errors';
import { hasEnded, type JobRecord } from '../record.js';
import type { House } from '../store/house.js';

/**
 * Removes an ended job, and the blobs of its result that no other job and no imported encoder refers to.
 *
 * @throws NOT_FOUND; JOB_NOT_ENDED, also while a job that has not ended depends on it; UNAVAILABLE
 */
export async function remove(house: House, id: string): Promise<void> {
  const job = await house.records.get(id);
  if (!hasEnded(job)) throw notEnded(id, id, `it is ${job.state}: cancel it first`);
  const dependent = (await house.records.all()).find((other) => !hasEnded(other) && other.dependsOn.includes(id));
  if (dependent) throw notEnded(id, dependent.id, `${dependent.id}, which is ${dependent.state}, depends on it`);
  if (!(await house.records.remove(job))) return remove(house, id);
  const others = await house.records.all();
  await removeBlobs(house, job, others);
  if (!others.some((other) => other.experiment === job.experiment)) await house.traces.forget(job.experiment);
}

function notEnded(id: string, blocking: string, why: string): ParallaxError {
  return new ParallaxError('JOB_NOT_ENDED', `${id} can't be deleted: ${why}`, { metadata: { id, blocking } });
}

async function removeBlobs(house: House, job: JobRecord, others: readonly JobRecord[]): Promise<void> {
  const kept = new Set(others.flatMap((other) => blobsIn(other)).map(({ key }) => key));
  const keys: string[] = [];
  for (const { bucket, key, sha256 } of blobsIn(job)) {
    const named = others.some((other) => !hasEnded(other) && JSON.stringify(other.spec).includes(sha256));
    if (bucket !== house.blobs.bucket || kept.has(key) || named || (await house.encoders.has(sha256))) continue;
    keys.push(key);
  }
  await house.blobs.remove(keys);
}

/** Every blob that a value refers to, wherever it stands in it. */
export function blobsIn(value: unknown): BlobRef[] {
  if (typeof value !== 'object' || value === null) return [];
  const { bucket, key, sha256 } = value as Partial<BlobRef>;
  if (typeof bucket === 'string' && typeof key === 'string' && typeof sha256 === 'string') return [value as BlobRef];
  return Object.values(value).flatMap(blobsIn);
}
