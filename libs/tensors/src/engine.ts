import { availableParallelism } from 'node:os';
import { invalidField, ParallaxError } from '@parallax/errors';
import { catalogue, instrument, sample } from '@parallax/telemetry';
import { type Binding, loadBinding } from './binding.js';
import { type Bfloat16, bfloat16On, bfloat16OnGpu, gpuName, instructionSet } from './hardware.js';
import { liveBytes } from './memory.js';

export interface EngineOptions {
  /** Threads of one op; default the number of cores. Results depend on it to the bit, so it is set outright. */
  threads?: number;
}

/** Where tensors are computed. Two runs are the same to the bit only where `class` is. */
export interface Device {
  kind: 'cpu' | 'gpu';
  /** TensorFlow's build, the instruction set (or the GPU), and the number of threads. */
  class: string;
  threads: number;
  /** The GPU's name, where it is one. */
  gpu?: string;
  bfloat16: Bfloat16;
}

const tensors = instrument(catalogue.runtime.tensors);
const tensorBytes = instrument(catalogue.runtime.tensorBytes);

let started: { binding: Binding; device: Device } | undefined;

/**
 * Loads TensorFlow into this process, once: a second call answers with the device of the first.
 *
 * @throws SETUP_INCOMPLETE where the binding is not built
 * @throws INVALID_FIELD where `threads` is no positive integer, or differs from what the engine runs with
 */
export function startEngine({ threads = availableParallelism() }: EngineOptions = {}): Device {
  if (!(Number.isInteger(threads) && threads > 0)) throw invalidField('threads', threads, 'must be a positive integer');
  if (started && started.device.threads !== threads) {
    throw invalidField('threads', threads, `must stay ${started.device.threads}, with which the engine was started`);
  }
  started ??= start(threads);
  return started.device;
}

function start(threads: number): { binding: Binding; device: Device } {
  Object.assign(process.env, {
    TF_NUM_INTRAOP_THREADS: String(threads),
    // Ops run one after another, so threads between ops would only get in each other's way.
    TF_NUM_INTEROP_THREADS: '1',
    // TensorFlow's default depends on the CPU; the kernels of oneDNN are the fast ones on all of them.
    TF_ENABLE_ONEDNN_OPTS: '1',
    TF_DETERMINISTIC_OPS: '1',
    // Off: TF32 keeps 10 bits of each factor, too few for the parity that the project promises.
    NVIDIA_TF32_OVERRIDE: '0',
    TF_FORCE_GPU_ALLOW_GROWTH: 'true',
  });
  const binding = loadBinding();
  const gpu = binding.isUsingGpuDevice() ? gpuName() : undefined;
  const parts = [`tensorflow ${binding.TF_Version}`, gpu ?? instructionSet(), `${threads} threads`];
  const device = {
    kind: gpu === undefined ? 'cpu' : 'gpu',
    class: parts.join(', '),
    threads,
    gpu,
    bfloat16: gpu === undefined ? bfloat16On() : bfloat16OnGpu(gpu),
  } as const;
  sample(() => {
    tensors(binding.getNumOfTensors());
    tensorBytes(liveBytes());
  });
  return { binding, device };
}

/** The running engine's binding. */
export function engine(): { binding: Binding; device: Device } {
  if (!started) throw new ParallaxError('INTERNAL', 'startEngine() has not been called');
  return started;
}

/** The device on which the running engine computes. */
export function device(): Device {
  return engine().device;
}

/**
 * How many tensors TensorFlow holds for this process: the memory guard. It must be the same after any two steps. The
 * constants of the ops (axes, shapes) are in it, so it grows until each op has run once.
 */
export function liveTensors(): number {
  return engine().binding.getNumOfTensors();
}
