import type { AugmentRequestInput } from '@parallax/contract';
import type { Selection } from './dataset.js';

/** Images that are read at once: 6 MiB of 32×32 RGB. */
const piece = 2048;

/** Requests for the images [first, last) as they are, in the dataset's order: what embeddings and raw pixels are made of. */
export function* imageRequests({ dataset, split }: Selection, last: number, first = 0): Generator<AugmentRequestInput> {
  for (let start = first; start < last; start += piece) {
    const end = Math.min(start + piece, last);
    // Not the first N, but a range of all: whoever asks for more of the same split shares these.
    yield { dataset, split, recipe: { name: 'identity' }, views: 1, order: 'ORDER_DATASET', start, end };
  }
}
