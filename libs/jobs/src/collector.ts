import type { StoredObject } from '@parallax/blobs';
import { ParallaxError } from '@parallax/errors';
import { hashesIn, keysByHash, resultFolders } from './blobs.js';
import { deleteJob } from './end.js';
import { blobsIn, hasEnded } from './job.js';
import { measureUnreadable } from './metrics.js';
import type { JobStores } from './stores.js';

/** What lies in these belongs to the jobs that refer to it, or to the job that is named behind `checkpoints/`. */
const folders = ['checkpoints', 'uploads', ...resultFolders] as const;

/** Blobs that are held against the records at once, so that a bucket of any size takes little memory. */
const mostCandidates = 100_000;

type Candidates = Map<string, StoredObject>;

/** Why records can't be read, by the ids of their jobs. */
type Unreadable = Map<string, ParallaxError>;

/** Objects removed with one call. */
const removedAtOnce = 100;

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
  /** Is told why records can't be read, once of each. */
  onUnreadable?: (error: ParallaxError) => void;
  /** Gives up between two steps. */
  signal?: AbortSignal;
}

/**
 * Removes the blobs that nothing needs: the only one who does, apart from views, which can be made again. What a job refers to
 * in any way stays, and so does what was imported, and what is so young that something may be about to refer to it.
 *
 * The objects are listed first and the records read afterwards, so that what a record refers to by the time its blob was
 * listed is seen. A blob that is put or touched again while this runs is young once more: that is looked at last, once its
 * removal has been announced (`Removals`).
 *
 * Nobody knows what a record needs that can't be read: while there is one, only checkpoints of other jobs go.
 *
 * @throws UNAVAILABLE
 */
export async function collect(
  stores: JobStores,
  { dryRun = false, jobsDays, onUnreadable, signal }: CollectOptions = {},
): Promise<PrunedBlob[]> {
  if (jobsDays !== undefined && !dryRun) await deleteOldJobs(stores, jobsDays, signal);
  const found: PrunedBlob[] = [];
  const unreadable: Unreadable = new Map();
  for await (const candidates of listCandidates(stores, signal)) {
    const pruned = await findUnneeded(stores, candidates, unreadable, signal);
    found.push(...(dryRun ? pruned : await remove(stores, pruned, candidates, signal)));
  }
  measureUnreadable([...unreadable.keys()]);
  if (unreadable.size > 0) {
    const facts = { records: unreadable.size, jobs: [...unreadable.keys()].slice(0, 10) };
    stores.log.error(facts, 'records that can’t be read keep blobs from being collected');
  }
  for (const error of unreadable.values()) onUnreadable?.(error);
  return found;
}

/**
 * Which of the candidates no record refers to, and nobody keeps.
 *
 * @param unreadable is given the records that can't be read
 */
async function findUnneeded(
  stores: JobStores,
  candidates: Candidates,
  unreadable: Unreadable,
  signal: AbortSignal | undefined,
): Promise<PrunedBlob[]> {
  const live = new Set<string>();
  // What jobs name by a hash alone, and of these the ones that have not ended.
  const uploads = { named: new Set<string>(), needed: new Set<string>() };
  for await (const job of stores.records.allReadable()) {
    signal?.throwIfAborted();
    if (job instanceof ParallaxError) {
      unreadable.set(job.metadata.name ?? '', job);
      continue;
    }
    for (const hash of hashesIn(job.spec)) uploads[hasEnded(job) ? 'named' : 'needed'].add(hash);
    if (!hasEnded(job) || job.checkpoint) live.add(job.id);
    for (const { key } of blobsIn(job)) candidates.delete(key);
    for (const key of keysByHash(job)) candidates.delete(key);
  }
  const pruned: PrunedBlob[] = [];
  for (const { key, size, modified } of candidates.values()) {
    signal?.throwIfAborted();
    if (unreadable.size > 0 && !isCheckpointOfOthers(key, unreadable)) continue;
    const upload = /^uploads\/([0-9a-f]{64})\//.exec(key)?.[1];
    if (upload && uploads.needed.has(upload)) continue;
    // Nobody has started an import of it: it may still be under way, or be resumed.
    if (upload && !uploads.named.has(upload) && Date.now() - modified.getTime() < stores.limits.uploadAge) continue;
    if (!(await stores.kept.has(hashIn(key)))) pruned.push({ key, size, reason: reasonOf(key, live) });
  }
  return pruned;
}

/** A checkpoint lies in a folder of its job's, and no other refers to it. */
function isCheckpointOfOthers(key: string, unreadable: Unreadable): boolean {
  const [folder, id = ''] = key.split('/');
  return folder === 'checkpoints' && !unreadable.has(id);
}

/** Deletes the jobs whose time is over. */
async function deleteOldJobs(stores: JobStores, days: number, signal?: AbortSignal): Promise<void> {
  const before = (await stores.index.now()) - days * 24 * 3600_000;
  const old: string[] = [];
  for await (const job of stores.records.allReadable()) {
    if (job instanceof ParallaxError) continue;
    if (hasEnded(job) && Date.parse(job.endTime ?? job.updateTime) < before) old.push(job.id);
  }
  for (const id of old) {
    signal?.throwIfAborted();
    await deleteJob(stores, id).catch((thrown) => {
      stores.log.info({ err: thrown, job: id }, 'an old job is still needed');
    });
  }
}

/** What is old enough to be collected, by its key, in parts. */
async function* listCandidates({ blobs, limits }: JobStores, signal?: AbortSignal): AsyncGenerator<Candidates> {
  let candidates: Candidates = new Map();
  for (const folder of folders) {
    for await (const object of blobs.list(`${folder}/`, { signal })) {
      if (isOld(object, limits)) candidates.set(object.key, object);
      if (candidates.size < mostCandidates) continue;
      yield candidates;
      candidates = new Map();
    }
  }
  if (candidates.size > 0) yield candidates;
}

/** By our clock: a store answers nobody whose clock is a quarter of an hour off. */
function isOld({ key, modified }: StoredObject, { blobAge, checkpointAge }: JobStores['limits']): boolean {
  const least = key.startsWith('checkpoints/') ? Math.min(checkpointAge, blobAge) : blobAge;
  return Date.now() - modified.getTime() > least;
}

function hashIn(key: string): string {
  return /([0-9a-f]{64})\.safetensors$/.exec(key)?.[1] ?? '';
}

function reasonOf(key: string, live: ReadonlySet<string>): string {
  if (key.startsWith('uploads/')) return 'upload expired';
  const [folder, id = ''] = key.split('/');
  return folder === 'checkpoints' && !live.has(id) ? 'job ended' : 'unreferenced';
}

/** Removes what nobody has put or touched again since it was listed. Returns what has gone. */
async function remove(
  stores: JobStores,
  pruned: readonly PrunedBlob[],
  listed: Candidates,
  signal?: AbortSignal,
): Promise<PrunedBlob[]> {
  const { blobs, removals, limits, log } = stores;
  const removed: PrunedBlob[] = [];
  for (let at = 0; at < pruned.length; at += removedAtOnce) {
    signal?.throwIfAborted();
    const some = pruned.slice(at, at + removedAtOnce);
    const began = performance.now();
    await removals.announce(some.map(({ key }) => key));
    const unchanged: PrunedBlob[] = [];
    for (const blob of some) {
      if (await isUnchanged(blobs, listed.get(blob.key) as StoredObject)) unchanged.push(blob);
    }
    // What was announced is soon forgotten; a store so slow gets another turn.
    if (performance.now() - began > limits.removal / 4) continue;
    await blobs.remove(unchanged.map(({ key }) => key));
    removed.push(...unchanged);
  }
  if (removed.length > 0) log.info({ blobs: removed.length }, 'removed blobs that nothing needs');
  return removed;
}

/** Whether nobody has put the object again since it was listed. */
async function isUnchanged(blobs: JobStores['blobs'], { key, modified }: StoredObject): Promise<boolean> {
  for await (const object of blobs.list(key)) {
    if (object.key === key) return object.modified.getTime() === modified.getTime();
  }
  return false;
}
