/** Element types, by TensorFlow's numbers (`tensorflow/c/tf_datatype.h`). */
export const dtypes = {
  float32: 1,
  float64: 2,
  int32: 3,
  uint8: 4,
  int64: 9,
  bool: 10,
  bfloat16: 14,
  resource: 20,
} as const;

export type DType = keyof typeof dtypes;

/** What a tensor is made from: float32, int32, or uint8, which also stands for bool. */
export type Data = Float32Array | Int32Array | Uint8Array;

const sizes: Readonly<Record<DType, number>> = {
  float32: 4,
  float64: 8,
  int32: 4,
  uint8: 1,
  int64: 8,
  bool: 1,
  bfloat16: 2,
  // What it stands for counts on its own.
  resource: 0,
};

/** Of values of a type in a shape. */
export function bytesOf(dtype: DType, shape: readonly number[]): number {
  return shape.reduce((size, length) => size * length, sizes[dtype]);
}

const names = new Map<number, DType>(Object.entries(dtypes).map(([name, number]) => [number, name as DType]));

export function dtypeOf(number: number): DType {
  const name = names.get(number);
  if (!name) throw new Error(`TensorFlow's data type ${number} is not in use here`);
  return name;
}
