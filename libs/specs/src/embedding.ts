import type { DatasetRef, EmbeddingSpec, EncoderRef, Shard } from '@parallax/contract';
import { checkEnum, checkInteger } from '@parallax/errors';
import { blockImages } from '@parallax/networks';
import { resolveDatasetRef } from './dataset-ref.js';
import { checkEncoderRef } from './encoder-ref.js';
import { type AskedPrecision, checkPrecision } from './precision.js';
import { rangeOf, resolveShard } from './shard.js';

/** An embedding with nothing left open but `images` (all). */
export interface ResolvedEmbedding {
  encoder: EncoderRef;
  dataset: DatasetRef;
  split: string;
  images?: number;
  shard?: Required<Shard>;
  precision: AskedPrecision;
}

/** What a request asks for, with defaults, checked field by field. */
export function resolveEmbedding(spec: EmbeddingSpec = {}): ResolvedEmbedding {
  const { encoder, split = 'test', images, shard, precision = 'PRECISION_AUTO' } = spec;
  checkEncoderRef('spec.encoder', encoder);
  checkEnum('spec.split', split, ['train', 'test']);
  if (images !== undefined) checkInteger('spec.images', images, 1, 1e9);
  return {
    encoder,
    dataset: resolveDatasetRef('spec.dataset', spec.dataset),
    split,
    ...(images !== undefined && { images }),
    ...(shard !== undefined && { shard: resolveShard(shard) }),
    precision: checkPrecision(precision),
  };
}

/**
 * The images [start, end) that an embedding is of. Shards begin where blocks of images do, so that their vectors are those of one embedding
 * of all images.
 *
 * @param images how many there are to be shared
 * @throws INVALID_FIELD where some shards would have none
 */
export function shardOf({ shard }: Pick<ResolvedEmbedding, 'shard'>, images: number): [start: number, end: number] {
  const whole = shard ?? { index: 0, count: 1 };
  const blocks = Math.ceil(images / blockImages);
  checkInteger('spec.shard.count', whole.count, 1, blocks);
  const [start, end] = rangeOf(whole, blocks);
  return [blockImages * start, Math.min(images, blockImages * end)];
}
