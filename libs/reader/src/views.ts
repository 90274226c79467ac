import { setTimeout as delay } from 'node:timers/promises';
import type { Context } from '@opentelemetry/api';
import { type BlobRef, type BlobStore, decodeBlob, type Tensor } from '@parallax/blobs';
import type { AugmentRequestInput } from '@parallax/contract';
import { ParallaxError, type Reason } from '@parallax/errors';
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
  /** Hears before each pause that a request has to be made again after it, and why: who waits is not lost. */
  onWait?: (reason: ParallaxError) => void;
  /** For how long a request is made again and again. Milliseconds; default: five minutes. */
  patience?: number;
}

/** Views by one recipe. */
interface GroupOfViews {
  /** uint8 [images, views, height, width, 3]. */
  views: Uint8Array;
  shape: number[];
}

export interface Views extends GroupOfViews {
  /** Those by other recipes, in the order of the request. */
  more: GroupOfViews[];
  /** Each image's place in the split. */
  indices: Int32Array;
  /** Each image's class, where the request asked for it. */
  labels?: Int32Array;
}

const PATIENCE = 5 * 60_000;

/** The first pause before a request is made again, in milliseconds; each is twice as long as the one before, up to the last. */
const SHORTEST_PAUSE = 250;
const LONGEST_PAUSE = 5_000;

/** Of Augment: it, or what it needs, can't be reached or has too much to do. */
const passing: ReadonlySet<Reason> = new Set(['OVERLOADED', 'UNAVAILABLE', 'DEADLINE']);

/** Of a stored blob: views can be made again. */
const lost: ReadonlySet<Reason> = new Set(['NOT_FOUND', 'BLOB_CORRUPT']);

/**
 * The views that a request stands for. While augmentation can't make them, or they are gone or corrupt when they are read, they
 * are asked for again, for some minutes.
 *
 * @throws UNAVAILABLE where they can't be had in that time; otherwise what the service and the store throw
 */
export async function readViews(source: ViewSource, request: AugmentRequestInput): Promise<Views> {
  const { signal, patience = PATIENCE, onWait } = source;
  const end = performance.now() + patience;
  for (let pause = SHORTEST_PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
    const outcome = await tryToRead(source, request);
    if (!(outcome instanceof ParallaxError)) return outcome;
    signal.throwIfAborted();
    // Readers that were refused at the same moment don't come back at the same moment.
    const wait = pause * (0.5 + Math.random() / 2);
    if (performance.now() + wait > end) throw givenUp(outcome, patience);
    onWait?.(outcome);
    await delay(wait, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
}

/** The views, or why they are to be asked for again. Who is told that they are gone leaves the rest to Augment, which looks. */
async function tryToRead(source: ViewSource, request: AugmentRequestInput): Promise<Views | ParallaxError> {
  const { store, signal, stages = new Stages() } = source;
  const blob = await askForViews(source, request, stages).catch((thrown) => unlessFinal(thrown, passing));
  if (blob instanceof ParallaxError) return blob;
  const bytes = await stages
    .time('get', () => store.get(blob, { signal }), sizeOf)
    .catch((thrown) => unlessFinal(thrown, lost));
  if (!(bytes instanceof ParallaxError)) return stages.time('decode', () => viewsIn(blob, bytes));
  // Only what was read: another reader may have had it mended since.
  if (bytes.reason === 'BLOB_CORRUPT') await store.removeCorrupt(bytes, { signal });
  return bytes;
}

function unlessFinal(thrown: unknown, reasons: ReadonlySet<Reason>): ParallaxError {
  const error = ParallaxError.from(thrown);
  if (!reasons.has(error.reason)) throw thrown;
  return error;
}

function givenUp(last: ParallaxError, patience: number): ParallaxError {
  const message = `views could not be had for ${patience / 1000} s, at last since ${last.message}`;
  return new ParallaxError('UNAVAILABLE', message, { metadata: last.metadata, cause: last });
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
    const { views, indices, labels, ...rest } = decodeBlob(blob, bytes);
    if (views?.dtype !== 'U8' || indices?.dtype !== 'I32') {
      throw new ParallaxError('BLOB_CORRUPT', `[bucket=${blob.bucket}, key=${blob.key}] holds no views`, {
        metadata: { bucket: blob.bucket, key: blob.key },
      });
    }
    const more = Object.keys(rest).map((_, at) => rest[`more_views.${at}`] as Tensor);
    return {
      ...groupIn(views),
      more: more.map(groupIn),
      indices: indices.data as Int32Array,
      ...(labels && { labels: labels.data as Int32Array }),
    };
  });
}

const groupIn = ({ data, shape }: Tensor): GroupOfViews => ({ views: data as Uint8Array, shape });

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
