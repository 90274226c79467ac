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
    return require(path) as Binding;
  } catch (cause) {
    throw setupIncomplete(`the TensorFlow binding can't be loaded: ${(cause as Error).message}`, cause);
  }
}

function setupIncomplete(what: string, cause?: unknown): ParallaxError {
  return new ParallaxError('SETUP_INCOMPLETE', `${what}: run \`npx parallax setup\``, { cause });
}
