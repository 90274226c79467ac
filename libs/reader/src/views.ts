import type { Context } from '@opentelemetry/api';
import { type BlobRef, type BlobStore, decodeBlob } from '@parallax/blobs';
import type { AugmentRequestInput } from '@parallax/contract';
import { ParallaxError } from '@parallax/errors';
import type { Client } from '@parallax/rpc';
import { semconv, withSpan } from '@parallax/telemetry';
import { Stages } from './stages.js';

/** Where views come from, and who reads them. */
export interface ViewSource {
  augmentation: Client<'AugmentationService'>;
  store: BlobStore;
  signal: AbortSignal;
  /**
   * Counts `augment` (waiting for the service), of it `render` and `store` (what the service itself took, where it made the
   * views), `get` (reading the store) and `decode`.
   */
  stages?: Stages;
  /** Of the shards that are read one after another, the first and every so many-th after it leave spans. Default: all. */
  tracedShards?: number;
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
  const { store, signal, stages = new Stages() } = source;
  for (let attempt = 1; ; attempt++) {
    const blob = await askForViews(source, request, stages);
    try {
      const bytes = await stages.time('get', () => store.get(blob, { signal }), sizeOf);
      return await stages.time('decode', () => viewsIn(blob, bytes));
    } catch (thrown) {
      const { reason } = ParallaxError.from(thrown);
      if (attempt === tries || (reason !== 'NOT_FOUND' && reason !== 'BLOB_CORRUPT')) throw thrown;
      await store.remove([blob.key], { signal });
    }
  }
}

async function askForViews(
  { augmentation, signal }: ViewSource,
  request: AugmentRequestInput,
  stages: Stages,
): Promise<BlobRef> {
  const answer = await stages.time('augment', () => augmentation.augment(request, { signal }));
  const blob = answer.blob as BlobRef;
  if (!answer.reused) {
    stages.add('render', answer.renderSeconds ?? 0);
    stages.add('store', answer.storeSeconds ?? 0, blob.size);
  }
  return blob;
}

const sizeOf = ({ length }: Uint8Array): number => length;

function viewsIn(blob: BlobRef, bytes: Uint8Array): Promise<Views> {
  return withSpan('decode', {}, () => {
    const { views, indices } = decodeBlob(blob, bytes);
    if (views?.dtype !== 'U8' || indices?.dtype !== 'I32') {
      throw new ParallaxError('BLOB_CORRUPT', `[bucket=${blob.bucket}, key=${blob.key}] holds no views`, {
        metadata: { bucket: blob.bucket, key: blob.key },
      });
    }
    return { views: views.data as Uint8Array, shape: views.shape, indices: indices.data as Int32Array };
  });
}

/**
 * The same within a span, where the shard's turn has come for one.
 *
 * @param index its place among those that are read one after another, from 0
 * @param parent of the span; default the active context
 */
export function readShard(
  source: ViewSource,
  request: AugmentRequestInput,
  index: number,
  parent?: Context,
): Promise<Views> {
  const attributes = {
    [semconv.ATTR_SHARD]: index + 1,
    [semconv.ATTR_IMAGES]: Number(request.end) - Number(request.start ?? 0),
  };
  const recorded = index % (source.tracedShards ?? 1) === 0;
  return withSpan('shard', { attributes, recorded, parent }, () => readViews(source, request));
}

/**
 * The views of one request after another, read while the earlier ones are used.
 *
 * @param ahead how many requests are under way beside the one in use
 * @param read reads one of them
 */
export async function* streamViews(
  source: ViewSource,
  requests: Iterable<AugmentRequestInput>,
  ahead = 3,
  read: typeof readShard = readShard,
): AsyncGenerator<Views> {
  const stopping = new AbortController();
  const signal = AbortSignal.any([source.signal, stopping.signal]);
  const coming: Promise<Views>[] = [];
  const rest = requests[Symbol.iterator]();
  let begun = 0;
  const fill = () => {
    while (coming.length < ahead) {
      const { value, done } = rest.next();
      if (done) return;
      const reading = read({ ...source, signal }, value, begun++);
      // Whoever awaits it sees the error; when nobody does any more, nobody needs to.
      reading.catch(() => {});
      coming.push(reading);
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
