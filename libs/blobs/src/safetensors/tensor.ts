/** What holds the elements of a tensor, by their type in safetensors; half floats and float8 stay as their raw bits. */
interface Arrays {
  BOOL: Uint8Array;
  U8: Uint8Array;
  I8: Int8Array;
  F8_E5M2: Uint8Array;
  F8_E4M3: Uint8Array;
  U16: Uint16Array;
  I16: Int16Array;
  F16: Uint16Array;
  BF16: Uint16Array;
  U32: Uint32Array;
  I32: Int32Array;
  F32: Float32Array;
  U64: BigUint64Array;
  I64: BigInt64Array;
  F64: Float64Array;
}

export type Dtype = keyof Arrays;

/** Over whatever memory: an ArrayBuffer of its own, or one that threads share. */
export type TensorData<D extends Dtype = Dtype> = Arrays[D];

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

/** A tensor whose elements are read piece by piece, from the first each time, as they may not all have room in memory. */
export interface StreamedTensor {
  dtype: Dtype;
  shape: number[];
  read(): AsyncIterable<Uint8Array>;
}

const arrays = {
  BOOL: Uint8Array,
  U8: Uint8Array,
  I8: Int8Array,
  F8_E5M2: Uint8Array,
  F8_E4M3: Uint8Array,
  U16: Uint16Array,
  I16: Int16Array,
  F16: Uint16Array,
  BF16: Uint16Array,
  U32: Uint32Array,
  I32: Int32Array,
  F32: Float32Array,
  U64: BigUint64Array,
  I64: BigInt64Array,
  F64: Float64Array,
} as const satisfies Record<Dtype, unknown>;

export function isDtype(name: string): name is Dtype {
  return Object.hasOwn(arrays, name);
}

export function bytesPerElement(dtype: Dtype): number {
  return arrays[dtype].BYTES_PER_ELEMENT;
}

export function holds(dtype: Dtype, data: TensorData): boolean {
  return data instanceof arrays[dtype];
}

export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** `count` elements that begin `offset` bytes into `bytes`: a view where they are aligned in memory, or else a copy. */
export function elements(dtype: Dtype, bytes: Uint8Array, offset: number, count: number): TensorData {
  const start = bytes.byteOffset + offset;
  const length = count * bytesPerElement(dtype);
  if (start % bytesPerElement(dtype) === 0) return new arrays[dtype](bytes.buffer as ArrayBuffer, start, count);
  // Not `bytes.slice`: a Buffer's makes a view.
  return new arrays[dtype](Uint8Array.from(bytes.subarray(offset, offset + length)).buffer as ArrayBuffer);
}
