import type { Client } from 'minio';
import { isMissing } from './failure.js';

/** What HEAD tells of an object. */
export interface Head {
  etag: string;
  lastModified: Date;
  metaData: Record<string, string>;
}

/**
 * Gives an object that is still the one that was seen the present as its time, so that sweeps by age spare it: a copy of it
 * onto itself, which moves no bytes.
 *
 * @returns whether there is an object, this one or one that was put there since
 */
export async function touch(client: Client, bucket: string, key: string, seen: Head): Promise<boolean> {
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
export async function removeUnchanged(client: Client, bucket: string, key: string, etag: string): Promise<void> {
  try {
    const found = await client.statObject(bucket, key);
    if (found.etag !== etag) return;
    const options = { method: 'DELETE', bucketName: bucket, objectName: key, headers: { 'If-Match': etag } };
    const response = await client.makeRequestAsync(options, '', [200, 204]);
    await response.resume().toArray();
  } catch (thrown) {
    if (!isMissing(thrown) && !isChanged(thrown)) throw thrown;
  }
}

function isChanged(thrown: unknown): boolean {
  return (thrown as { code?: unknown } | undefined)?.code === 'PreconditionFailed';
}
