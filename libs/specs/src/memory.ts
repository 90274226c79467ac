import { invalidField, snakeCase } from '@parallax/errors';
import { NEIGHBOURS, neighboursMemory } from '@parallax/evaluation';
import { objectiveOf } from '@parallax/learning';
import {
  describe,
  describeEncoder,
  encodedAtOnce,
  familyOf,
  featureCount,
  type Network,
  predictorLayers,
  sizeOfShape,
} from '@parallax/networks';
import type { ResolvedEmbedding } from './embedding.js';
import { networkOf } from './network.js';
import { imageViewBytes, shardBytes, viewBytes, viewsPerShard } from './recipe.js';
import { type ResolvedTraining, widthOf } from './training.js';
import { groupsOf, viewsOf } from './views.js';

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
const kernels = 1.35;

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

/** @param images that there are to train on */
export function trainingMemory(training: ResolvedTraining, images: number): MemoryPart[] {
  const { diagnostics } = training;
  const network = networkOf(training);
  const batch = Math.min(training.batch, images);
  const groups = groupsOf(training);
  // A target is shown the global views, without a way back.
  const copies = networksOf(training);
  const bytesOfImage = groups.reduce((sum, { views, size, isLocal }) => {
    const { step, forward } = activations({ ...network, size });
    return sum + views * (step + (isLocal ? 0 : copies - 1) * forward);
  }, 0);
  // A single pair of images takes what the network takes; the rest is the batch's, or that of a chunk of it.
  const [pieces, pieceField] = training.chunk ? [training.chunk, 'spec.chunk'] : [training.batch, 'spec.batch'];
  const step = { least: 2 * bytesOfImage, whole: Math.min(pieces, batch) * bytesOfImage };
  const encoding = diagnostics.everyEpochs === 0 ? 0 : encodedAtOnce(network) * activations(network).forward;
  const batches = Math.max(1, Math.floor(shardBytes / (batch * imageViewBytes(groups))));
  const shard = batches * batch * imageViewBytes(groups);
  const parts = [
    ...weightsMemory(training),
    predictorMemory(training, network, batch * viewsOf(training).views),
    ownPart(training, ...largest(network), Math.max(step.least, encoding)),
    { field: pieceField, value: pieces, bytes: Math.max(0, step.whole - Math.max(step.least, encoding)) },
    chunkMemory(training, network, batch),
    objectiveMemory(training, network, batch),
    { field: 'spec.batch', value: training.batch, bytes: shardsAtOnce * shard },
  ];
  return diagnostics.everyEpochs === 0 ? parts : [...parts, ...diagnosticsMemory(training, network, images)];
}

/** All that is held of the weights of encoder and head, and of those of a target. */
export function weightsMemory(training: ResolvedTraining): MemoryPart[] {
  const network = networkOf(training);
  const copiesOfEach = trainedCopies + (network.weightStandardisation ? standardisedCopies : 0);
  const bytes = float * networksOf(training) * copiesOfEach;
  return weights(network).map(({ field, value, count }) => ownPart(training, field, value, count * bytes));
}

/** Two where a target follows the network. */
function networksOf({ objective }: ResolvedTraining): number {
  return objectiveOf(objective).objective.rows.includes('targets') ? 2 : 1;
}

/** What makes the network's activations many: images larger than the notebook's, or else channels. */
function largest(network: Network): [field: string, value: unknown] {
  return network.size > 32 ? ['spec.network.size', network.size] : widest(network);
}

/** A part that the network is to blame for: that of an encoder to start from is that encoder's. */
function ownPart({ startFrom }: ResolvedTraining, field: string, value: unknown, bytes: number): MemoryPart {
  if (!startFrom) return { field, value, bytes };
  const { training, sha256 } = startFrom;
  return training === undefined
    ? { field: 'spec.start_from.sha256', value: sha256, bytes }
    : { field: 'spec.start_from.training', value: training, bytes };
}

/**
 * Copies of each weight while a network is trained: it, two moments, its gradient, the clipped one and the decay; the state
 * that a checkpoint copies (three of them), the one that was gone on from (three), and what its initialisation leaves (two).
 */
const trainedCopies = 14;

/** Of a standardised filter: centred, as unit columns, scaled, and on the way back as many again. */
const standardisedCopies = 6;

/** What chunks leave for the batch: the rows that are compared and their gradients, of each chunk and of all. */
function chunkMemory(training: ResolvedTraining, network: Network, batch: number): MemoryPart {
  const { objective } = objectiveOf(training.objective);
  const floats = training.chunk ? 5 * batch * viewsOf(training).views * widthOf(objective, network) : 0;
  return { field: 'spec.batch', value: training.batch, bytes: float * floats };
}

/** The weights of a predictor, and what a batch leaves on its way through it. */
function predictorMemory({ objective, head }: ResolvedTraining, network: Network, rows: number): MemoryPart {
  const part = { field: 'spec.head.hidden', value: head.hidden };
  if (!objectiveOf(objective).objective.rows.includes('predictions')) return { ...part, bytes: 0 };
  const { entries, forwardFloats, backwardFloats } = describe(predictorLayers(network), [head.output], false);
  const count = entries.reduce((sum, { shape }) => sum + sizeOfShape(shape), 0);
  return { ...part, bytes: float * (trainedCopies * count + kernels * rows * (forwardFloats + backwardFloats)) };
}

/** What the objective holds, of which either the batch or the width of what it compares makes more. */
function objectiveMemory(training: ResolvedTraining, network: Network, images: number): MemoryPart {
  const { objective, values } = objectiveOf(training.objective);
  const width = widthOf(objective, network);
  const batch = { images, width, ...viewsOf(training) };
  const floats = objective.heldFloats(batch, values);
  const bytes = float * floats;
  // Whatever makes it twice as much is what there is too much of.
  const counted = Object.entries(objective.parameters).find(
    ([name, { integer }]) => integer && floats > 2 * objective.heldFloats(batch, { ...values, [name]: 1 }),
  );
  if (counted) {
    const [name] = counted;
    const field = `spec.objective.${objective.name.replaceAll('-', '_')}.${snakeCase(name)}`;
    return { field, value: values[name], bytes };
  }
  const isByWidth = floats > 2 * objective.heldFloats({ ...batch, width: 1 }, values);
  if (!isByWidth) return { field: 'spec.batch', value: training.batch, bytes };
  const field = objective.rows.includes('features') ? widest(network)[0] : 'spec.head.output';
  return { field, value: width, bytes };
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
function widest(network: Network): [field: string, value: unknown] {
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

/** What is measured between epochs: images, their features and projections, and what is made of them. */
function diagnosticsMemory({ diagnostics }: ResolvedTraining, network: Network, images: number): MemoryPart[] {
  const bank = Math.min(diagnostics.bank, images);
  const measured = diagnostics.images;
  const features = featureCount(network) * float;
  const imageBytes = viewBytes(network.size);
  return [
    {
      field: 'spec.diagnostics.bank',
      value: diagnostics.bank,
      bytes: bank * (2 * imageBytes + 3 * features) + neighboursMemory(bank, NEIGHBOURS),
    },
    {
      field: 'spec.diagnostics.images',
      value: measured,
      bytes: measured * (6 * imageBytes + 2 * features) + geometryMemory(measured, projectionsOf(network)),
    },
  ];
}

/** What diagnostics make of the projections of two views of each image: `libs/evaluation/src/diagnostics.ts`. */
export function geometryMemory(images: number, width: number): number {
  // In float64: a triangle, beneath it as many rows again, and what their decomposition makes of them.
  const decomposed = 4 * 8 * width * Math.min(images, width + Math.max(512, width));
  // Of 512 images with all others: products, distances, and what comes of them.
  const potentials = 6 * float * 512 * images;
  return images * 12 * width * float + decomposed + potentials;
}

/** What S3 takes as one object, in bytes. */
const largestBlob = 5 * 2 ** 30;

/** @throws INVALID_FIELD where the features of all images, or of one shard of them, are more than one blob takes */
export function checkEmbeddingBlob({ shard }: ResolvedEmbedding, network: Network, images: number): void {
  const bytes = images * embeddingRowBytes(network);
  if (bytes <= largestBlob) return;
  const [field, value] = shard ? ['spec.shard.count', shard.count] : ['spec.images', images];
  const must = `makes ${gib(bytes)} of features, and a blob takes 5: cut the embedding into more shards (spec.shard)`;
  throw invalidField(field, value, must);
}

/** Bytes of what an image is embedded to: h, and z where there is a head. */
function embeddingRowBytes(network: Network): number {
  return (featureCount(network) + projectionsOf(network)) * float;
}

/** @param images that are embedded: of one shard, where there are several */
export function embeddingMemory({ shard }: ResolvedEmbedding, network: Network, images: number): MemoryPart[] {
  const many = shard ? { field: 'spec.shard.count', value: shard.count } : { field: 'spec.images', value: images };
  const counted = weights(network).reduce((sum, { count }) => sum + count, 0);
  const h = Math.min(images * featureCount(network) * float, whole);
  const z = Math.min(images * projectionsOf(network) * float, part);
  return [
    { ...many, bytes: h + z + shardsAtOnce * shardBytes },
    {
      field: 'spec.encoder',
      value: `${featureCount(network)} features, ${counted} weights`,
      bytes:
        encodedCopies * counted * float +
        encodedAtOnce(network) * activations(network).forward +
        3 * Math.min(images, viewsPerShard(network.size)) * embeddingRowBytes(network),
    },
  ];
}

/** Features that are in memory as one, and what is of more, or of anything else: the rest lies in files (`RowStore`). */
export const whole = 2 ** 30;
export const part = whole / 4;

/** Copies of each weight of an encoder that is read: the blob, its layout turned round, and TensorFlow's. */
export const encodedCopies = 4;
