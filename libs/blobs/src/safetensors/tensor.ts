import type { Dtype, TensorData } from './dtype.js';

/** What a tensor is, without its elements. The same fields as the API's TensorInfo. */
export interface TensorInfo {
  name: string;
  dtype: Dtype;
  shape: number[];
}

/** Elements in row-major order; a scalar's shape is []. */
export interface Tensor<D extends Dtype = Dtype> {
  dtype: D;
  shape: number[];
  data: TensorData<D>;
}

export type Tensors = Record<string, Tensor>;

export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
