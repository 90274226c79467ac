import type { AugmentRequestInput } from '@parallax/contract';
import { viewsPerShard } from '@parallax/specs';
import type { Selection } from './dataset.js';

/**
 * Requests for the images [first, last) without anything drawn, in the dataset's order: what embeddings and raw pixels are made of.
 *
 * @param sizes of the dataset's images and of those that are wanted, in pixels a side: others are resized whole
 */
export function* imageRequests(
  { dataset, split }: Selection,
  sizes: { from: number; to: number },
  last: number,
  first = 0,
): Generator<AugmentRequestInput> {
  const { from, to } = sizes;
  const recipe = from === to ? { name: 'identity' } : { name: 'resized', operations: [{ resize: { size: to } }] };
  const step = viewsPerShard(to);
  for (let start = first; start < last; start += step) {
    const end = Math.min(start + step, last);
    // Not the first N, but a range of all: whoever asks for more of the same split shares these.
    yield { dataset, split, recipe, views: 1, order: 'ORDER_DATASET', start, end };
  }
}
