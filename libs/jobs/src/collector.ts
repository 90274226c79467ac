import type { StoredObject } from '@parallax/blobs';
import { resultFolders } from './blobs.js';
import { deleteJob } from './end.js';
import { blobsIn, hasEnded } from './job.js';
import type { JobStores } from './stores.js';

/** What lies in these belongs to the jobs that refer to it, or to the job that is named behind `checkpoints/`. */
const folders = ['checkpoints', 'uploads', ...resultFolders] as const;

/** Blobs that are looked at in one turn, so that a bucket of any size takes little memory: the next turn finds the rest. */
const mostCandidates = 100_000;

/** Objects removed with one call. */
const removedAtOnce = 500;

/** A blob that nothing needs. */
export interface PrunedBlob {
  key: string;
  /** Bytes. */
  size: number;
  /** `unreferenced`, `job ended` of a checkpoint, `upload expired`. */
  reason: string;
}

export interface CollectOptions {
  /** Says what would be removed, and removes nothing. Default: false. */
  dryRun?: boolean;
  /** Removes ended jobs first that ended more days ago. Default: none, they are kept. */
  jobsDays?: number | undefined;
}

/**
 * Removes the blobs that nothing needs: the only one who does, apart from views, which can be made again. What a job refers to
 * in any way stays, and so does what was imported, and what is so young that something may be about to refer to it.
 *
 * The objects are listed first and the records read afterwards, so that what a record refers to by the time its blob was
 * listed is seen; a blob that is put again while this runs is young once more, which is looked at right before it is removed.
 *
 * @throws UNAVAILABLE
 */
export async function collect(
  stores: JobStores,
  { dryRun = false, jobsDays }: CollectOptions = {},
): Promise<PrunedBlob[]> {
  if (jobsDays !== undefined && !dryRun) await deleteOldJobs(stores, jobsDays);
  const candidates = await listCandidates(stores);
  if (candidates.size === 0) return [];
  const live = new Set<string>();
  for await (const job of stores.records.all()) {
    if (!hasEnded(job) || job.checkpoint) live.add(job.id);
    for (const { key } of blobsIn(job)) candidates.delete(key);
    for (const [sha256] of JSON.stringify(job).matchAll(/\b[0-9a-f]{64}\b/g)) dropByHash(candidates, sha256);
  }
  const pruned: PrunedBlob[] = [];
  for (const { key, size } of candidates.values()) {
    if (!(await stores.kept.has(hashIn(key)))) pruned.push({ key, size, reason: reasonOf(key, live) });
  }
  if (!dryRun) await remove(stores, pruned, candidates);
  return pruned;
}

/** Whether the time of ended jobs is over. */
async function deleteOldJobs(stores: JobStores, days: number): Promise<void> {
  const before = (await stores.index.now()) - days * 24 * 3600_000;
  const old: string[] = [];
  for await (const job of stores.records.all()) {
    if (hasEnded(job) && Date.parse(job.endTime ?? job.updateTime) < before) old.push(job.id);
  }
  for (const id of old) {
    await deleteJob(stores, id).catch((thrown) => {
      stores.log.info({ err: thrown, job: id }, 'an old job is still needed');
    });
  }
}

/** What is old enough to be collected, by its key. */
async function listCandidates({ blobs, limits }: JobStores): Promise<Map<string, StoredObject>> {
  const candidates = new Map<string, StoredObject>();
  for (const folder of folders) {
    for await (const object of blobs.list(`${folder}/`)) {
      if (!isOld(object, limits)) continue;
      candidates.set(object.key, object);
      if (candidates.size === mostCandidates) return candidates;
    }
  }
  return candidates;
}

/** By our clock: a store answers nobody whose clock is a quarter of an hour off. */
function isOld({ key, modified }: StoredObject, { blobAge, checkpointAge }: JobStores['limits']): boolean {
  const least = key.startsWith('checkpoints/') ? Math.min(checkpointAge, blobAge) : blobAge;
  return Date.now() - modified.getTime() > least;
}

function dropByHash(candidates: Map<string, StoredObject>, sha256: string): void {
  // A checkpoint is its job's alone, and only that refers to it, by its key.
  for (const folder of resultFolders) candidates.delete(`${folder}/${sha256}.safetensors`);
}

function hashIn(key: string): string {
  return /([0-9a-f]{64})\.safetensors$/.exec(key)?.[1] ?? '';
}

function reasonOf(key: string, live: ReadonlySet<string>): string {
  if (key.startsWith('uploads/')) return 'upload expired';
  const [folder, id = ''] = key.split('/');
  return folder === 'checkpoints' && !live.has(id) ? 'job ended' : 'unreferenced';
}

async function remove(
  { blobs, log }: JobStores,
  pruned: readonly PrunedBlob[],
  listed: ReadonlyMap<string, StoredObject>,
): Promise<void> {
  const keys: string[] = [];
  for (const { key } of pruned) {
    if (await isUnchanged(blobs, listed.get(key) as StoredObject)) keys.push(key);
    if (keys.length === removedAtOnce) await blobs.remove(keys.splice(0));
  }
  await blobs.remove(keys);
  if (pruned.length > 0) log.info({ blobs: pruned.length }, 'removed blobs that nothing needs');
}

/** Whether nobody has put the object again since it was listed. */
async function isUnchanged(blobs: JobStores['blobs'], { key, modified }: StoredObject): Promise<boolean> {
  for await (const object of blobs.list(key)) {
    if (object.key === key) return object.modified.getTime() === modified.getTime();
  }
  return false;
}
