import type { BucketItemStat, Client } from 'minio';
import { isMissing, type Place, Refusal } from './failure.js';

/** What HEAD tells of an object; undefined where it isn't there. */
export async function head(client: Client, { bucket, key }: Place): Promise<BucketItemStat | undefined> {
  try {
    return await client.statObject(bucket, key);
  } catch (thrown) {
    if (thrown instanceof Refusal && thrown.code === 'NotFound') await checkBucket(client, { bucket, key });
    else if (!isMissing(thrown)) throw thrown;
    return undefined;
  }
}

/** A refused HEAD has no body, which alone says whether the object is missing or all of its bucket. A refused GET has. */
async function checkBucket(client: Client, { bucket, key }: Place): Promise<void> {
  try {
    (await client.getPartialObject(bucket, key, 0, 1)).destroy();
  } catch (thrown) {
    if (!isMissing(thrown)) throw thrown;
  }
}

/**
 * Gives an object that is still the one that was seen the present as its time, so that sweeps by age spare it: a copy of it
 * onto itself, which moves no bytes.
 *
 * @returns whether there is an object, this one or one that was put there since
 */
export async function touch(client: Client, { bucket, key }: Place, seen: BucketItemStat): Promise<boolean> {
  const metadata = Object.entries(seen.metaData).filter(([name]) => name !== 'content-type');
  const headers = {
    'x-amz-copy-source': `/${bucket}/${key}`.split('/').map(encodeURIComponent).join('/'),
    'x-amz-copy-source-if-match': seen.etag,
    'x-amz-metadata-directive': 'REPLACE',
    'Content-Type': seen.metaData['content-type'] ?? 'application/octet-stream',
    ...Object.fromEntries(metadata.map(([name, value]) => [`x-amz-meta-${name}`, value])),
  };
  try {
    const options = { method: 'PUT', bucketName: bucket, objectName: key, headers };
    const response = await client.makeRequestAsync(options, '', [200]);
    await response.resume().toArray();
    return true;
  } catch (thrown) {
    if (isMissing(thrown)) return false;
    if (isChanged(thrown)) return true;
    throw thrown;
  }
}

/**
 * Removes an object that is still the one that was read. Stores that don't know conditional removals leave the moment between
 * the question and the removal; they are told the condition all the same.
 */
export async function removeUnchanged(client: Client, { bucket, key, etag }: Place & { etag: string }): Promise<void> {
  try {
    if ((await head(client, { bucket, key }))?.etag !== etag) return;
    const options = { method: 'DELETE', bucketName: bucket, objectName: key, headers: { 'If-Match': etag } };
    const response = await client.makeRequestAsync(options, '', [200, 204]);
    await response.resume().toArray();
  } catch (thrown) {
    if (!isMissing(thrown) && !isChanged(thrown)) throw thrown;
  }
}

function isChanged(thrown: unknown): boolean {
  return thrown instanceof Refusal && thrown.code === 'PreconditionFailed';
}
