import { concat, reshape, slice, type Tensor } from '@parallax/tensors';

/** The rows of the first views of all images, those of the second, and so on: [n, d] each, of [n · views, d]. */
export function splitViews(rows: Tensor, views = 2): Tensor[] {
  const [count, width] = rows.shape as [number, number];
  const byImage = reshape(rows, [count / views, views * width]);
  return Array.from({ length: views }, (_, view) => slice(byImage, [0, view * width], [-1, width]));
}

/** The other way round. */
export function joinViews(...views: Tensor[]): Tensor {
  const [{ shape }] = views as [Tensor];
  const [count, width] = shape as [number, number];
  return reshape(concat(views, 1), [views.length * count, width]);
}
