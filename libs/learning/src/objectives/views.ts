import { concat, reshape, slice, type Tensor } from '@parallax/tensors';

/** The rows of the first views of all images, and those of the second: [n, d] each, of [2n, d]. */
export function splitViews(rows: Tensor): [first: Tensor, second: Tensor] {
  const [count, width] = rows.shape as [number, number];
  const pairs = reshape(rows, [count / 2, 2 * width]);
  return [slice(pairs, [0, 0], [-1, width]), slice(pairs, [0, width], [-1, width])];
}

/** The other way round. */
export function joinViews(first: Tensor, second: Tensor): Tensor {
  const [count, width] = first.shape as [number, number];
  return reshape(concat([first, second], 1), [2 * count, width]);
}
