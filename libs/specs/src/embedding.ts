import type { EmbeddingSpec, EncoderRef } from '@parallax/contract';
import { checkEnum, checkInteger } from '@parallax/errors';
import { checkEncoderRef } from './encoder-ref.js';

/** An embedding with nothing left open but `images` (all). */
export interface ResolvedEmbedding {
  encoder: EncoderRef;
  dataset: string;
  split: string;
  images?: number;
}

/** What a request asks for, with defaults, checked field by field. */
export function resolveEmbedding(spec: EmbeddingSpec = {}): ResolvedEmbedding {
  const { encoder, dataset = 'cifar10', split = 'test', images } = spec;
  checkEncoderRef('spec.encoder', encoder);
  checkEnum('spec.split', split, ['train', 'test']);
  if (images !== undefined) checkInteger('spec.images', images, 1, 1e9);
  return { encoder, dataset, split, ...(images !== undefined && { images }) };
}
