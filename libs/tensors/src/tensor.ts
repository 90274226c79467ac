import type { Handle } from './binding.js';
import { bytesOf, type Data, type DType, dtypeOf, dtypes } from './dtype.js';
import { engine } from './engine.js';
import { hold } from './memory.js';
import { adopt } from './scope.js';

/** A handle to values that TensorFlow holds. Whoever made it disposes of it, or makes it within a `scope`. */
export class Tensor {
  readonly id: number;
  readonly shape: readonly number[];
  readonly dtype: DType;
  #live = true;

  constructor({ id, shape, dtype }: Handle) {
    this.id = id;
    this.shape = shape;
    this.dtype = dtypeOf(dtype);
    hold(bytesOf(this.dtype, shape));
    adopt(this);
  }

  /** Reads the values back: the one thing here that waits for a GPU. bool comes as 0 and 1, int64 as int32. */
  data(): Data {
    const data = engine().binding.tensorDataSync(this.id);
    return data instanceof BigInt64Array ? Int32Array.from(data, Number) : data;
  }

  /** Gives the memory back; a second time does nothing. */
  dispose(): void {
    if (!this.#live) return;
    this.#live = false;
    hold(-bytesOf(this.dtype, this.shape));
    engine().binding.deleteTensor(this.id);
  }
}

/**
 * Values of JavaScript's as a tensor. TensorFlow may share the array's memory: leave it as it is while the tensor lives.
 *
 * @param shape the product of its sizes is the data's length
 * @param dtype default that of the array; `bool` for a Uint8Array of 0 and 1
 */
export function tensor(data: Data, shape: readonly number[] = [data.length], dtype: DType = natural(data)): Tensor {
  const id = engine().binding.createTensor(shape, dtypes[dtype], data);
  return new Tensor({ id, shape: [...shape], dtype: dtypes[dtype] });
}

export function scalar(value: number): Tensor {
  return tensor(Float32Array.of(value), []);
}

function natural(data: Data): DType {
  if (data instanceof Float32Array) return 'float32';
  return data instanceof Int32Array ? 'int32' : 'uint8';
}
