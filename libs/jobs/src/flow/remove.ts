import { setTimeout as delay } from 'node:timers/promises';
import type { BlobRef } from '@parallax/blobs';
import { ParallaxError } from '@parallax/errors';
import { hasEnded, type JobRecord } from '../record.js';
import type { Backend } from '../store/backend.js';
import { afterEnd } from './end.js';

/**
 * Removes an ended job, and the blobs of its result that no other job and no imported encoder refers to.
 *
 * @throws NOT_FOUND; JOB_NOT_ENDED, also while a job that has not ended depends on it; UNAVAILABLE
 */
export async function remove(backend: Backend, id: string): Promise<void> {
  const job = await backend.records.get(id);
  if (!hasEnded(job)) throw notEnded(id, id, `it is ${job.state}: cancel it first`);
  for await (const entry of backend.index.dependents(id)) {
    const dependent = await backend.records.find(entry.id);
    if (!dependent || hasEnded(dependent)) continue;
    throw notEnded(id, dependent.id, `${dependent.id}, which is ${dependent.state}, depends on it`);
  }
  await untilSettled(backend, job);
  if (!(await backend.records.remove(job))) return remove(backend, id);
  await removeBlobs(backend, job);
  await backend.index.forget(job);
  for await (const _ of backend.index.newest({ experiment: job.experiment })) return;
  await backend.traces.forget(job.experiment);
}

/** What follows from its end would otherwise fall upon the job that is started next with its request id. */
async function untilSettled(backend: Backend, job: JobRecord): Promise<void> {
  const giveUp = Date.parse(job.updateTime) + backend.limits.lease;
  while (await backend.index.isLive(job.id)) {
    if (Date.now() > giveUp) await afterEnd(backend, job, () => backend.queue.drop(job));
    else await delay(20);
  }
}

function notEnded(id: string, blocking: string, why: string): ParallaxError {
  return new ParallaxError('JOB_NOT_ENDED', `${id} can't be deleted: ${why}`, { metadata: { id, blocking } });
}

/** Where the blobs lie that jobs make. What they only read, such as a dataset's labels, is not theirs to remove. */
const made = ['encoders/', 'embeddings/'];

async function removeBlobs(backend: Backend, job: JobRecord): Promise<void> {
  const own = blobsIn(job).filter(({ key }) => made.some((prefix) => key.startsWith(prefix)));
  if (own.length === 0) return;
  const others = await backend.records.all();
  const kept = new Set(others.flatMap((other) => blobsIn(other)).map(({ key }) => key));
  const keys: string[] = [];
  for (const { bucket, key, sha256 } of own) {
    const named = others.some((other) => !hasEnded(other) && JSON.stringify(other.spec).includes(sha256));
    if (bucket !== backend.blobs.bucket || kept.has(key) || named || (await backend.encoders.has(sha256))) continue;
    keys.push(key);
  }
  await backend.blobs.remove(keys);
}

/** Every blob that a value refers to, wherever it stands in it. */
export function blobsIn(value: unknown): BlobRef[] {
  if (typeof value !== 'object' || value === null) return [];
  const { bucket, key, sha256 } = value as Partial<BlobRef>;
  if (typeof bucket === 'string' && typeof key === 'string' && typeof sha256 === 'string') return [value as BlobRef];
  return Object.values(value).flatMap(blobsIn);
}
