import type { JsonObject } from '../spec.js';

/** Which GPU a pod wants. Each pod gets one: a computation uses no more. */
export interface GpuOptions {
  gpu?: boolean;
  /** `NVIDIA-H100-80GB-HBM3`, as the nodes are labelled. */
  gpuProduct?: string;
  /** `1g.10gb`: a slice of a card instead of a card. */
  mig?: string;
  runtimeClass?: string;
}

export function wantsGpu({ gpu, gpuProduct, mig }: GpuOptions): boolean {
  return Boolean(gpu || gpuProduct || mig);
}

/** The limit by which the scheduler hands GPUs out: NVIDIA's device plugin counts cards and slices apart. */
export function gpuLimits(options: GpuOptions): JsonObject {
  if (!wantsGpu(options)) return {};
  return { [options.mig ? `nvidia.com/mig-${options.mig}` : 'nvidia.com/gpu']: 1 };
}

/** Only onto nodes with a GPU, past the taint that keeps others off them. */
export function gpuPlacement(options: GpuOptions): JsonObject {
  const { gpuProduct, runtimeClass } = options;
  if (!wantsGpu(options)) return {};
  return {
    nodeSelector: { 'nvidia.com/gpu.present': 'true', ...(gpuProduct && { 'nvidia.com/gpu.product': gpuProduct }) },
    tolerations: [{ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' }],
    ...(runtimeClass && { runtimeClassName: runtimeClass }),
  };
}
