import type { BlobRef, BlobStore } from '@parallax/blobs';
import type { AugmentRequestInput } from '@parallax/contract';
import { ParallaxError } from '@parallax/errors';
import type { Client } from '@parallax/rpc';
import { Stages } from './stages.js';

/** Where views come from, and who reads them. */
export interface ViewSource {
  augmentation: Client<'AugmentationService'>;
  store: BlobStore;
  signal: AbortSignal;
  /** Counts `augment` (waiting for the service) and `get` (reading the store). */
  stages?: Stages;
}

export interface Views {
  /** uint8 [images, views, height, width, 3]. */
  views: Uint8Array;
  shape: number[];
  /** Each image's place in the split. */
  indices: Int32Array;
}

/** How often views that are gone or corrupt are asked for again. */
const tries = 3;

/**
 * The views that a request stands for. Where their blob is gone or corrupt it is made again.
 *
 * @throws what the service and the store throw
 */
export async function readViews(source: ViewSource, request: AugmentRequestInput): Promise<Views> {
  const { augmentation, store, signal, stages = new Stages() } = source;
  for (let attempt = 1; ; attempt++) {
    const { blob } = await stages.time('augment', () => augmentation.augment(request, { signal }));
    try {
      return await stages.time(
        'get',
        () => viewsOf(blob as BlobRef, store, signal),
        ({ views }) => views.length,
      );
    } catch (thrown) {
      const { reason } = ParallaxError.from(thrown);
      if (attempt === tries || (reason !== 'NOT_FOUND' && reason !== 'BLOB_CORRUPT')) throw thrown;
      await store.remove([(blob as BlobRef).key], { signal });
    }
  }
}

async function viewsOf(blob: BlobRef, store: BlobStore, signal: AbortSignal): Promise<Views> {
  const { views, indices } = await store.getTensors(blob, { signal });
  if (views?.dtype !== 'U8' || indices?.dtype !== 'I32') {
    throw new ParallaxError('BLOB_CORRUPT', `[bucket=${blob.bucket}, key=${blob.key}] holds no views`, {
      metadata: { bucket: blob.bucket, key: blob.key },
    });
  }
  return { views: views.data as Uint8Array, shape: views.shape, indices: indices.data as Int32Array };
}

/**
 * The views of one request after another, read while the earlier ones are used.
 *
 * @param ahead how many requests are under way beside the one in use
 */
export async function* streamViews(
  source: ViewSource,
  requests: Iterable<AugmentRequestInput>,
  ahead = 3,
): AsyncGenerator<Views> {
  const stopping = new AbortController();
  const signal = AbortSignal.any([source.signal, stopping.signal]);
  const coming: Promise<Views>[] = [];
  const rest = requests[Symbol.iterator]();
  const fill = () => {
    while (coming.length < ahead) {
      const { value, done } = rest.next();
      if (done) return;
      const read = readViews({ ...source, signal }, value);
      // Whoever awaits it sees the error; when nobody does any more, nobody needs to.
      read.catch(() => {});
      coming.push(read);
    }
  };
  try {
    fill();
    while (coming.length > 0) {
      const next = coming.shift() as Promise<Views>;
      fill();
      yield await next;
    }
  } finally {
    stopping.abort();
  }
}
