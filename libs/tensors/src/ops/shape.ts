import type { DType } from '../dtype.js';
import { execute, executeAll, integer, integerScalar, integers, type } from '../execute.js';
import { type Tensor, tensor } from '../tensor.js';

/** The same values in the same order; one size may be -1. No copy. */
export function reshape(input: Tensor, shape: readonly number[]): Tensor {
  return execute('Reshape', [input, integers(...shape)]);
}

export function transpose(input: Tensor, permutation: readonly number[]): Tensor {
  return execute('Transpose', [input, integers(...permutation)]);
}

/** The same values in another type; the tensor itself where it has that type. */
export function cast(input: Tensor, dtype: DType): Tensor {
  return input.dtype === dtype ? input : execute('Cast', [input], [type('DstT', dtype)]);
}

/** `size` values from `begin` on along every axis; -1 for all that follow. */
export function slice(input: Tensor, begin: readonly number[], size: readonly number[]): Tensor {
  return execute('Slice', [input, integers(...begin), integers(...size)]);
}

export function concat(inputs: readonly Tensor[], axis: number): Tensor {
  return execute(
    'ConcatV2',
    [...inputs, integerScalar(axis)],
    [integer('N', inputs.length), type('T', inputs[0]?.dtype ?? 'float32')],
  );
}

/**
 * More values before and after, along every axis.
 *
 * @param value default 0
 */
export function pad(
  input: Tensor,
  margins: readonly (readonly [before: number, after: number])[],
  value?: Tensor,
): Tensor {
  const counts = tensor(Int32Array.from(margins.flat()), [margins.length, 2]);
  return value ? execute('PadV2', [input, counts, value]) : execute('Pad', [input, counts]);
}

/** Every so many-th pixel of images, from the first: [N, H, W, C] → [N, ⌈H/stride⌉, ⌈W/stride⌉, C]. */
export function takePixels(images: Tensor, stride: number): Tensor {
  if (stride === 1) return images;
  const [count, height, width, channels] = images.shape as [number, number, number, number];
  const [rows, columns] = [Math.ceil(height / stride), Math.ceil(width / stride)];
  const [below, beside] = [rows * stride - height, columns * stride - width];
  const even =
    below || beside
      ? pad(images, [
          [0, 0],
          [0, below],
          [0, beside],
          [0, 0],
        ])
      : images;
  // As one row that is taken of every so many, and of each of its places as many channels: slices are faster than strides.
  const split = reshape(even, [count * rows, stride, columns, stride * channels]);
  return reshape(slice(split, [0, 0, 0, 0], [-1, 1, -1, channels]), [count, rows, columns, channels]);
}

/** The other way round, with zeros for the pixels between: to images of `shape`. */
export function spreadPixels(images: Tensor, stride: number, shape: readonly number[]): Tensor {
  if (stride === 1) return images;
  const [count, rows, columns, channels] = images.shape as [number, number, number, number];
  const wider = pad(reshape(images, [-1, channels]), [
    [0, 0],
    [0, (stride - 1) * channels],
  ]);
  const row = stride * columns * channels;
  const higher = pad(reshape(wider, [-1, row]), [
    [0, 0],
    [0, (stride - 1) * row],
  ]);
  const whole = reshape(higher, [count, stride * rows, stride * columns, channels]);
  return whole.shape[1] === shape[1] && whole.shape[2] === shape[2] ? whole : slice(whole, [0, 0, 0, 0], shape);
}

/** Tensors of one shape and type along a new first axis: scalars as a vector. */
export function pack(inputs: readonly Tensor[]): Tensor {
  const { dtype } = inputs[0] as Tensor;
  return execute('Pack', inputs, [integer('N', inputs.length), type('T', dtype), integer('axis', 0)]);
}

/** The parts along the first axis, without it. No copy. */
export function unpack(input: Tensor): Tensor[] {
  const [count = 0] = input.shape;
  return executeAll('Unpack', [input], [integer('num', count), integer('axis', 0)], count);
}

/** A batch of square matrices with another diagonal: [n, n] and [n]. */
export function setDiagonal(input: Tensor, diagonal: Tensor): Tensor {
  return execute('MatrixSetDiag', [input, diagonal]);
}
