import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { ParallaxError } from '@parallax/errors';
import type { Data } from './dtype.js';

/** An op's attribute, as the binding takes it; attributes that are the types of inputs need not be given. */
export interface Attribute {
  name: string;
  type: number;
  value: number | boolean | string | readonly number[];
}

/** A handle to a tensor of TensorFlow's, as the binding gives it out. */
export interface Handle {
  id: number;
  shape: number[];
  dtype: number;
}

/**
 * TensorFlow's eager C API, as the native addon of `@tensorflow/tfjs-node-gpu` exports it (its
 * `binding/tfjs_binding.cc`). The addon alone is loaded: TensorFlow.js' own tape, registry and kernels are not needed
 * where forward and backward are written out, and would cost every op a detour.
 */
export interface Binding {
  readonly TF_Version: string;
  createTensor(shape: readonly number[], dtype: number, data: Data): number;
  deleteTensor(id: number): void;
  tensorDataSync(id: number): Data | BigInt64Array;
  executeOp(name: string, attributes: readonly Attribute[], inputs: readonly number[], outputs: number): Handle[];
  getNumOfTensors(): number;
  isUsingGpuDevice(): boolean;
}

/** @throws SETUP_INCOMPLETE where the addon has not been built, or can't be loaded. */
export function loadBinding(): Binding {
  const require = createRequire(import.meta.url);
  const folder = dirname(require.resolve('@tensorflow/tfjs-node-gpu/package.json'));
  const path = join(folder, 'lib', 'napi-v8', 'tfjs_binding.node');
  if (!existsSync(path)) throw setupIncomplete(`the TensorFlow binding is not built (${path} is missing)`);
  try {
    return explaining(require(path) as Binding);
  } catch (cause) {
    throw setupIncomplete(`the TensorFlow binding can't be loaded: ${(cause as Error).message}`, cause);
  }
}

/** What TensorFlow says when memory can't be had. */
const noMemory = /OOM when allocating|out of memory|bad_alloc/i;

/** What it says of a GPU that doesn't work. */
const badGpu = /CUDA_ERROR|CUDNN_STATUS|failed call to cu[A-Z]|device kernel image is invalid|uncorrectable ECC/i;

/** The binding, whose calls tell what is wrong with the machine from what is wrong with the computation. */
function explaining(binding: Binding): Binding {
  const explained =
    <Args extends unknown[], Result>(call: (...args: Args) => Result) =>
    (...args: Args): Result => {
      try {
        return call.apply(binding, args);
      } catch (thrown) {
        throw explain(thrown as Error);
      }
    };
  return {
    TF_Version: binding.TF_Version,
    createTensor: explained(binding.createTensor),
    deleteTensor: (id) => binding.deleteTensor(id),
    tensorDataSync: explained(binding.tensorDataSync),
    executeOp: explained(binding.executeOp),
    getNumOfTensors: () => binding.getNumOfTensors(),
    isUsingGpuDevice: () => binding.isUsingGpuDevice(),
  };
}

/** What TensorFlow throws, as OUT_OF_MEMORY or UNAVAILABLE where the machine fails it; otherwise as it is. */
function explain(thrown: Error): Error {
  const { message } = thrown;
  if (noMemory.test(message)) {
    return new ParallaxError('OUT_OF_MEMORY', `the computation ran out of memory: ${message}`, { cause: thrown });
  }
  if (!badGpu.test(message)) return thrown;
  return new ParallaxError('UNAVAILABLE', `the GPU fails the computation: ${message}`, { cause: thrown });
}

function setupIncomplete(what: string, cause?: unknown): ParallaxError {
  return new ParallaxError('SETUP_INCOMPLETE', `${what}: run \`npx parallax setup\``, { cause });
}
