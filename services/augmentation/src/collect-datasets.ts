import type { BlobStore, StoredObject } from '@parallax/blobs';
import { hasEnded, type JobRecord } from '@parallax/jobs';
import type { Logger } from '@parallax/telemetry';
import { blobPrefix, type Catalogue, recordPrefix } from './catalogue.js';
import { blobsOf } from './dataset-record.js';

/** Objects removed with one call. */
const REMOVED_AT_ONCE = 100;

export interface CollectDatasetsOptions {
  catalogue: Catalogue;
  store: BlobStore;
  /** All jobs. */
  jobs: { all(): AsyncIterable<JobRecord> };
  /** How old what is removed must be, in milliseconds. */
  age: number;
  logger: Logger;
}

/**
 * Removes the records of datasets that no name stands for and no job refers to, and the blobs that no other record names. While an
 * import is under way nothing is removed: it may put what is there already, or be about to refer to it.
 *
 * @returns the keys of what was removed
 */
export async function collectDatasets(options: CollectDatasetsOptions): Promise<string[]> {
  const { catalogue, store, age } = options;
  const listed = [...(await listOld(store, recordPrefix, age)), ...(await listOld(store, `${blobPrefix}/`, age))];
  const needed = listed.length === 0 ? undefined : await findNeeded(options);
  if (!needed) return [];
  const unneeded = listed.filter(({ key }) => !needed.has(key));
  const removed: string[] = [];
  for (let at = 0; at < unneeded.length; at += REMOVED_AT_ONCE) {
    const some = await stillOld(store, unneeded.slice(at, at + REMOVED_AT_ONCE));
    // An import that has begun meanwhile has put nothing yet: it decodes first.
    if (!(await findNeeded(options))) break;
    await store.remove(some);
    removed.push(...some);
    catalogue.forget();
  }
  if (removed.length > 0) options.logger.info({ objects: removed.length }, 'removed datasets that nothing needs');
  return removed;
}

async function listOld(store: BlobStore, prefix: string, age: number): Promise<StoredObject[]> {
  const found: StoredObject[] = [];
  for await (const object of store.list(prefix)) if (Date.now() - object.modified.getTime() > age) found.push(object);
  return found;
}

/** The keys of records and blobs that are needed; undefined while an import is under way. */
async function findNeeded({ catalogue, jobs, store }: CollectDatasetsOptions): Promise<Set<string> | undefined> {
  const digests = new Set<string>();
  const needed = new Set<string>();
  for await (const job of jobs.all()) {
    if (job.kind === 'import' && !hasEnded(job)) return undefined;
    const text = JSON.stringify(job);
    for (const [digest] of text.matchAll(/\b[0-9a-f]{64}\b/g)) digests.add(digest);
  }
  for (const name of await catalogue.names()) {
    const found = await catalogue.find(name);
    if (found) digests.add(found.digest);
  }
  for await (const { key } of store.list(recordPrefix)) {
    const digest = key.slice(recordPrefix.length).replace(/\.json$/, '');
    if (!digests.has(digest)) continue;
    needed.add(key);
    for (const blob of blobsOf(await catalogue.get({ digest }, new AbortController().signal))) needed.add(blob.key);
  }
  // What a result names by itself, such as the labels of an embedding, stays with it.
  for await (const { key } of store.list(`${blobPrefix}/`)) {
    if (digests.has(key.slice(blobPrefix.length + 1).replace(/\.safetensors$/, ''))) needed.add(key);
  }
  return needed;
}

/** The keys of those that nobody has put again since. A listing tells their time to the millisecond, and a HEAD to the second. */
async function stillOld(store: BlobStore, objects: readonly StoredObject[]): Promise<string[]> {
  const unchanged: string[] = [];
  for (const { key, modified } of objects) {
    for await (const found of store.list(key)) {
      if (found.key === key && found.modified.getTime() === modified.getTime()) unchanged.push(key);
    }
  }
  return unchanged;
}
