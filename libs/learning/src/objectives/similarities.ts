import type { Bounds } from '@parallax/errors';
import { add, matmul, multiply, scalar, setDiagonal, type Tensor, tensor } from '@parallax/tensors';
import { unitRows } from './unit-rows.js';

/**
 * Of similarities, which lie in [−1, 1], divided by it and put through a softmax in float32. Rounding leaves a similarity right
 * to about 1e-6. At 1e-3 that is 1e-3 of a logit, and all but the rows within 0.09 of the nearest weigh 0; at 1e-6 the rounding
 * itself decides which row wins. At 1e3 the logits differ by 2e-3, and the shares from equal ones by as much: the loss keeps
 * three digits of what it is to learn from, and each power of ten takes one more.
 */
export const temperatureBounds: Bounds = { atLeast: 1e-3, atMost: 1e3 };

/** The parameter of objectives that compare by similarities. */
export const temperature = { about: 'the similarities are divided by it', bounds: temperatureBounds };

/** Matrices of similarities that are held at once: products, logits, those without the diagonal, two gradients, two measures. */
export const heldFloats = (rows: number): number => 7 * rows ** 2;

/**
 * By how much an image's own similarity, 1, can be above the others' at most: these are −1 / (n − 1) where n directions are as far apart
 * as they can all be, at the corners of a simplex. Of the losses here, convex in similarities, that is the lowest (Graf et al. 2021).
 */
export const greatestGap = (images: number): number => 1 + 1 / (images - 1);

/** Every row compared with every row: u·uᵀ / τ, u the rows made unit vectors. */
export interface Similarities {
  /** [n, n]. */
  values: Tensor;
  /** The rows made unit vectors, [n, d]. */
  units: Tensor;
  /** From the gradient by `values` to that by the rows. */
  backward(gradient: Tensor): Tensor;
}

/**
 * Cosine similarities of the rows over a temperature. As in PyTorch, a row of zeros stays zeros, its similarities are 0,
 * and nothing is NaN.
 *
 * @param rows float32 [n, d]
 */
export function similarities(rows: Tensor, temperature: number): Similarities {
  const { units, backward } = unitRows(rows);
  const inverse = scalar(1 / temperature);
  return {
    units,
    values: multiply(matmul(units, units, { transposeB: true }), inverse),
    backward: (gradient) => {
      const both = add(matmul(gradient, units), matmul(gradient, units, { transposeA: true }));
      return backward(multiply(both, inverse));
    },
  };
}

/** Similarities with −∞ on the diagonal. */
export function withoutItself(values: Tensor): Tensor {
  return setDiagonal(values, tensor(new Float32Array(values.shape[0] as number).fill(-Infinity)));
}
