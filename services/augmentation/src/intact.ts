import type { BlobRef, BlobStore } from '@parallax/blobs';
import { ParallaxError } from '@parallax/errors';

/** The blob at a key, unless it isn't there, or something else was put there: then it has to be made again. */
export async function intact(store: BlobStore, key: string, signal: AbortSignal): Promise<BlobRef | undefined> {
  try {
    return await store.stat(key, { signal, ours: true });
  } catch (thrown) {
    if (ParallaxError.from(thrown).reason === 'BLOB_CORRUPT') return undefined;
    throw thrown;
  }
}
