import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Settings } from '@parallax/settings';
import type { Part } from './part.js';
import { type Wheel, wheelFiles } from './python.js';

export const TENSORFLOW_VERSION = '2.21.0';

const wheel: Wheel = {
  requirement: `tensorflow-cpu==${TENSORFLOW_VERSION}`,
  sha256: 'dcc8afd32930e42d5296b6ee19078b773706830af4ea97fbe503b9f5e0f820cb',
  bytes: 274_000_871,
};

/** Of a TensorFlow wheel: two libraries, which export the whole C API, and the headers that the C API includes. */
export const headersAndLibraries = [
  'tensorflow/libtensorflow_cc.so.2',
  'tensorflow/libtensorflow_framework.so.2',
  'tensorflow/include/tensorflow/c/',
  'tensorflow/include/tensorflow/core/platform/ctstring',
  'tensorflow/include/tsl/platform/ctstring',
  'tensorflow/include/xla/tsl/c/',
];

/** TensorFlow's runtime for CPUs, laid out as `pip install --target` does. `PARALLAX_TENSORFLOW` names one to use instead. */
export const tensorflow: Part = {
  ...wheelFiles({
    name: 'tensorflow',
    folder: `tensorflow-cpu-${TENSORFLOW_VERSION}`,
    wheel,
    prefixes: headersAndLibraries,
  }),
  variable: 'PARALLAX_TENSORFLOW',
};

export const tensorflowGpuFolder = `tensorflow-gpu-${TENSORFLOW_VERSION}`;

/** The runtime to use: the one that `PARALLAX_TENSORFLOW` names, or the GPU's where it was set up, or the CPU's. */
export function runtimeFolder(cache: string, env: NodeJS.ProcessEnv): string {
  const given = new Settings(env).given('PARALLAX_TENSORFLOW');
  if (given) return given;
  const gpu = join(cache, tensorflowGpuFolder);
  return existsSync(gpu) ? gpu : join(cache, tensorflow.folder);
}
