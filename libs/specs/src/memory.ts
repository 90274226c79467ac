import { invalidField } from '@parallax/errors';
import { describeEncoder, encodedAtOnce, familyOf, featureCount, type Network, sizeOfShape } from '@parallax/networks';
import { viewBytes } from './recipe.js';

/**
 * What a computation takes in memory, worked out from its spec before there is one. The formulas count what the code keeps at
 * once, and leave out what no spec makes larger, which `runtime` stands for. Held against the peaks (VmHWM) of real
 * computations (test/src/specs/memory.test.ts) they are never below, and 3 to 50 % above.
 */
export interface MemoryPart {
  /** What makes it as large as it is, as a path of the request. */
  field: string;
  value: unknown;
  bytes: number;
}

/** Node, TensorFlow, our code and the connections: 340 MiB once TensorFlow is loaded, 440 after a first step. */
const runtime = 448 * 2 ** 20;

/** The worker beside its computation. */
const worker = 128 * 2 ** 20;

export const float = 4;

/** What kernels take while they run, and images that are arranged for them, beside what layers are given and make. */
export const kernels = 1.35;

const noHead = { hidden: 0, outputs: 0, batchNorm: false };

export function projectionsOf({ head = noHead }: Network): number {
  return head.outputs;
}

/** Shards of views, or of images, that are in memory at once: three are read ahead, one is used, one is garbage. */
export const shardsAtOnce = 5;

/** All parts and the runtime, in bytes. */
export function totalMemory(parts: readonly MemoryPart[]): number {
  return parts.reduce((sum, { bytes }) => sum + bytes, runtime);
}

/** The same with the worker beside it, which is what a limit is for. */
export function workerMemory(parts: readonly MemoryPart[]): number {
  return worker + totalMemory(parts);
}

/**
 * @param parts of what a spec takes
 * @param limit what a worker may take with its computation, in bytes
 * @param advice what would fit instead, to be said after it
 * @throws INVALID_FIELD that names the field which takes most, what is needed and the limit
 */
export function checkMemory(parts: readonly MemoryPart[], limit: number, advice = () => ''): void {
  const total = workerMemory(parts);
  if (total <= limit) return;
  const byField = new Map<string, MemoryPart>();
  for (const part of parts) {
    const bytes = (byField.get(part.field)?.bytes ?? 0) + part.bytes;
    byField.set(part.field, { ...part, bytes });
  }
  const { field, value, bytes } = [...byField.values()].reduce((a, b) => (b.bytes > a.bytes ? b : a));
  throw invalidField(
    field,
    value,
    `asks for too much memory: a worker would take ${gib(total)}, of which ${gib(bytes)} for this, and has ${gib(limit)} (PARALLAX_WORKER_MEMORY)${advice()}`,
  );
}

export function gib(bytes: number): string {
  return `${(bytes / 2 ** 30).toPrecision(3)} GiB`;
}

/** The weights of each layer, and what the request says that makes them as many. */
export function weights(network: Network): { field: string; value: unknown; count: number }[] {
  const { head = noHead } = network;
  const features = featureCount(network);
  const [field, value] = widest(network);
  const byNetwork = { field, value };
  const byHidden = { field: 'spec.head.hidden', value: head.hidden };
  const byOutputs = { field: 'spec.head.output', value: head.outputs };
  return [
    ...describeEncoder(network).entries.map(({ shape }) => ({ ...byNetwork, count: sizeOfShape(shape) })),
    { ...(features > head.hidden ? byNetwork : byHidden), count: features * head.hidden + head.hidden },
    ...(head.batchNorm ? [{ ...byHidden, count: 4 * head.hidden }] : []),
    { ...(head.outputs > head.hidden ? byOutputs : byHidden), count: head.hidden * head.outputs + head.outputs },
  ];
}

/** What makes a network's weights many: its channels, where a request may say these, or else its kind. */
export function widest(network: Network): [field: string, value: unknown] {
  if ('conv' in network) return ['spec.network.conv.channels', network.conv.channels];
  return ['spec.network', familyOf(network).kind.name];
}

/** Bytes that one image takes at most on its way through the network: forward alone; and in a step, of which the way back needs a part. */
export function activations(network: Network): { forward: number; step: number } {
  const { size, head = noHead } = network;
  const encoder = describeEncoder(network);
  // The pixels as bytes, as floats, scaled, and shifted.
  const pixels = 3 * viewBytes(size) + viewBytes(size) / float;
  const normed = head.batchNorm ? head.hidden : 0;
  const behind = 3 * head.hidden + normed;
  const others = pixels + behind + 2 * head.outputs;
  const back = encoder.backwardFloats + behind + 8 * head.outputs;
  return {
    forward: kernels * float * (others + encoder.forwardFloats),
    step: kernels * float * (others + encoder.heldFloats + back),
  };
}

/** What diagnostics make of the projections of two views of each image: `libs/evaluation/src/diagnostics.ts`. */
export function geometryMemory(images: number, width: number): number {
  // In float64: a triangle, beneath it as many rows again, and what their decomposition makes of them.
  const decomposed = 4 * 8 * width * Math.min(images, width + Math.max(512, width));
  // Of 512 images with all others: products, distances, and what comes of them.
  const potentials = 6 * float * 512 * images;
  return images * 12 * width * float + decomposed + potentials;
}

/** Features that are in memory as one, and what is of more, or of anything else: the rest lies in files (`RowStore`). */
export const whole = 2 ** 30;
export const part = whole / 4;

/** Copies of each weight of an encoder that is read: the blob, its layout turned round, and TensorFlow's. */
const encodedCopies = 4;

/** Bytes of encoders of one network that are read, one after the other, and of what one makes of the images that it is given at once. */
export function encoderMemory(network: Network, encoders = 1): number {
  const read = encoders * encodedCopies * countWeights(network) * float;
  return read + encodedAtOnce(network) * activations(network).forward;
}

/** Of encoder and head. */
export function countWeights(network: Network): number {
  return weights(network).reduce((sum, { count }) => sum + count, 0);
}
