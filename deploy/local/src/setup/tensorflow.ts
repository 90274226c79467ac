import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Part } from './part.js';
import { fetchWheel, lacksPip, type Wheel } from './python.js';

export const TENSORFLOW_VERSION = '2.21.0';

/** The tag is one of four whose C libraries are the same. */
const wheel: Wheel = {
  requirement: `tensorflow-cpu==${TENSORFLOW_VERSION}`,
  sha256: 'dcc8afd32930e42d5296b6ee19078b773706830af4ea97fbe503b9f5e0f820cb',
  bytes: 274_000_871,
  tags: ['--python-version', '3.12', '--implementation', 'cp', '--abi', 'cp312', '--platform', 'manylinux_2_27_x86_64'],
};

/** The two libraries, which export TensorFlow's whole C API, and the headers that its C API includes. */
const needed = [
  'tensorflow/libtensorflow_cc.so.2',
  'tensorflow/libtensorflow_framework.so.2',
  'tensorflow/include/tensorflow/c/',
  'tensorflow/include/tensorflow/core/platform/ctstring',
  'tensorflow/include/tsl/platform/ctstring',
  'tensorflow/include/xla/tsl/c/',
];

/** TensorFlow's runtime for CPUs, in the folders that `pip install --target` would make. */
export const tensorflow: Part = {
  name: 'tensorflow',
  folder: `tensorflow-cpu-${TENSORFLOW_VERSION}`,
  lacks: lacksPip,
  make: (folder, workshop) => fetchWheel(wheel, needed, folder, workshop),
};

/**
 * The folder, as `pip install --target` makes one, whose TensorFlow is used: the one that `PARALLAX_TENSORFLOW` names,
 * or the GPU's where it was set up, or the CPU's.
 */
export function runtimeFolder(cache: string, env: NodeJS.ProcessEnv): string {
  if (env.PARALLAX_TENSORFLOW) return env.PARALLAX_TENSORFLOW;
  const gpu = join(cache, tensorflowGpuFolder);
  return existsSync(gpu) ? gpu : join(cache, tensorflow.folder);
}

export const tensorflowGpuFolder = `tensorflow-gpu-${TENSORFLOW_VERSION}`;
