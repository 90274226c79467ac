import { invalidField, type ValuesOf } from '@parallax/errors';
import type { StateEntry } from './describe.js';
import { blockCount, blockName } from './kinds/conv.js';
import type { Networks } from './kinds/list.js';
import {
  describeEncoder,
  encoderLayers,
  familyOf,
  featureCount,
  headNames,
  type Network,
  type NetworkSpec,
  notebook,
  stateEntries,
} from './network.js';
import { standardisedWeights, standardiseFilters } from './standardisation.js';

/** A tensor as safetensors carries it; convolutions are [out, in, height, width] and linear layers [out, in], as PyTorch's. */
export interface StateTensor {
  dtype: 'F32';
  shape: number[];
  data: Float32Array;
}

/** A `state_dict` of PyTorch's class of the network, and of the head, names and layouts included. */
export type StateDict = Record<string, StateTensor>;

/** What somebody brings in place of one. */
export type Unchecked = Record<string, { dtype: string; shape: readonly number[]; data: unknown }>;

/**
 * Holds every tensor against the network that the hints or the shapes say it is of. The tensors come back in PyTorch's order.
 *
 * @param hints what is known of the network beside the tensors
 * @throws INVALID_FIELD that names the tensor, what it is, and what it must be
 */
export function checkStateDict(tensors: Unchecked, hints: NetworkHints = {}): { network: Network; state: StateDict } {
  const network = readNetwork(tensors, hints);
  const entries = stateEntries(network);
  for (const { name, shape, role } of entries) {
    const found = describe(tensors[name]);
    const expected = `F32 [${shape.join(', ')}]`;
    if (found !== expected) throw invalidField(name, found, `must be ${expected}`);
    const data = tensors[name]?.data as Float32Array;
    const strange = data.findIndex((value) => !Number.isFinite(value) || (role === 'variance' && value < 0));
    if (strange >= 0) throw invalidField(`${name}[${strange}]`, data[strange], mustBe(role));
  }
  const known = new Set(entries.map(({ name }) => name));
  const { name: kind } = familyOf(network).kind;
  for (const name of Object.keys(tensors)) {
    if (!known.has(name))
      throw invalidField(name, describe(tensors[name]), `must not be there: ${kind} and its head have no such tensor`);
  }
  const inOrder = entries.map(({ name }) => [name, tensors[name] as StateTensor]);
  return { network, state: Object.fromEntries(inOrder) };
}

const mustBe = (role: StateEntry['role']): string =>
  role === 'variance' ? 'must be finite, and not below 0' : 'must be finite';

/** Tensors by name, without their elements. */
type Shapes = Record<string, { dtype: string; shape: readonly number[] }>;

/** What tensors don't say of their network. */
export interface NetworkHints {
  /** Without it, it is the notebook's, with as many blocks and channels as there are. */
  network?: NetworkSpec;
  /** Of the notebook's, where that is all that is known. */
  globalPooling?: ValuesOf<Networks['conv']['parameters']>['globalPooling'];
  /** Pixels along a side of the images. */
  size?: number | undefined;
}

/**
 * The network of a `state_dict`, which may still hold other tensors, or some of other shapes.
 *
 * @param hints where they don't say which network it is, shapes tell the notebook's channels, and those of the head the size of the
 *   images; without a head that is the notebook's
 * @throws INVALID_FIELD that names the tensor which tells nothing of it, or `metadata.image_size`
 */
export function readNetwork(tensors: Shapes, hints: NetworkHints = {}): Network {
  const { globalPooling = 'GLOBAL_POOLING_NONE' } = hints;
  if (hints.network) checkNames(tensors, hints.network);
  const spec = hints.network ?? { conv: { channels: channelsOf(tensors), globalPooling } };
  const hasHead = Object.keys(tensors).some((name) => name.startsWith('projection_head.'));
  // The notebook's alone had a size before files said one.
  const isKnown = hints.size !== undefined || !hints.network || isFlattened(spec);
  if (!isKnown) throw invalidField('metadata.image_size', '', 'must be there with a global pooling');
  if (!hasHead) return { ...spec, size: hints.size ?? notebook.size };
  const batchNorm = `${headNames(true).norm}.weight` in tensors;
  const { first, last } = headNames(batchNorm);
  const [hidden, outputs] = [first, last].map((name) => firstSize(tensors, `${name}.weight`, 2)) as [number, number];
  return {
    ...spec,
    size: sizeOf(tensors, spec, hints.size),
    head: { hidden, outputs, ...(batchNorm && { batchNorm }) },
  };
}

/** @throws INVALID_FIELD where not one of the tensors is called as those of the network are */
function checkNames(tensors: Shapes, spec: NetworkSpec): void {
  // Names are the same whatever the images' size.
  const { entries } = describeEncoder({ ...spec, size: notebook.size });
  if (entries.some(({ name }) => name in tensors)) return;
  const name = entries[0]?.name ?? '';
  throw invalidField(name, 'missing', `must be there, and so must be others: none of ${familyOf(spec).kind.name} is`);
}

/** What is to be said of the size of an encoder's images, where its tensors alone have told it, or not even they. */
export function noteOnSize(network: Network, { network: named, globalPooling, size }: NetworkHints): string[] {
  if (size !== undefined) return [];
  const isOpen = named === undefined && globalPooling === undefined;
  const side = `${network.size}×${network.size}${isOpen ? ' without a global pooling' : ''}`;
  const isGuessed = network.head !== undefined && isFlattened(network);
  const why = isGuessed ? 'is guessed from its head, which takes' : "is assumed, as the notebook's, which makes";
  const otherwise = isOpen ? '; where a global pooling comes behind its blocks, say both' : '; of others, say it';
  const flags = `--size 64${isOpen ? ' --global-pooling average' : ''}`;
  return [`its file says no size of images: ${side} ${why} ${featureCount(network)} features${otherwise} (${flags})`];
}

/** Of the notebook's network. @throws INVALID_FIELD that names the weight of the first block that has none, but others behind it */
function channelsOf(tensors: Shapes): number[] {
  const channels: number[] = [];
  const blocks = Math.max(1, blockCount(Object.keys(tensors)));
  while (channels.length < blocks) {
    channels.push(firstSize(tensors, `${blockName(channels.length)}.weight`, 4));
  }
  return channels;
}

/** Pixels along a side of the images, which a flattened network's head tells. */
function sizeOf(tensors: Shapes, spec: NetworkSpec, hinted: number | undefined): number {
  if (!isFlattened(spec)) {
    if (hinted === undefined) throw invalidField('metadata.image_size', '', 'must be there with a global pooling');
    return hinted;
  }
  const { channels } = spec.conv;
  const size = sideOf(tensors, channels) * 2 ** channels.length;
  if (hinted === undefined || hinted === size) return size;
  throw invalidField('metadata.image_size', hinted, `must be ${size}, as the head's weights are for`);
}

/** Whether h is wider the larger the images are. */
function isFlattened(spec: NetworkSpec): spec is NetworkSpec & { conv: { channels: readonly number[] } } {
  return 'conv' in spec && spec.conv.globalPooling === 'GLOBAL_POOLING_NONE';
}

/** Pixels along a side of what the last block leaves. */
function sideOf(tensors: Shapes, channels: readonly number[]): number {
  const name = `${headNames(false).first}.weight`;
  const side = Math.sqrt((tensors[name]?.shape[1] as number) / (channels.at(-1) as number));
  if (Number.isInteger(side) && side > 0) return side;
  const must = `must take ${channels.at(-1)} channels times the pixels of a square`;
  throw invalidField(name, describe(tensors[name]), must);
}

/** Outputs of a layer, once its weight is there and has as many axes as it should. */
function firstSize(tensors: Shapes, name: string, axes: number): number {
  const shape = tensors[name]?.shape;
  if (shape?.length !== axes) throw invalidField(name, describe(tensors[name]), `must be a tensor of ${axes} axes`);
  return shape[0] as number;
}

function describe(tensor: Shapes[string] | undefined): string {
  return tensor ? `${tensor.dtype} [${tensor.shape.join(', ')}]` : 'missing';
}

/**
 * What a training leaves: the standardised filters as the weights of the same network without standardisation, which makes the
 * same features of an image.
 */
export function foldStandardisation(network: Network, state: StateDict): { network: Network; state: StateDict } {
  const { weightStandardisation, ...plain } = network;
  const names = new Set(standardisedWeights(encoderLayers(network)));
  const entries = Object.entries(state).map(([name, tensor]): [string, StateTensor] => {
    const [outputs = 1] = tensor.shape;
    return [name, names.has(name) ? { ...tensor, data: standardiseFilters(tensor.data, outputs) } : tensor];
  });
  return { network: plain, state: Object.fromEntries(entries) };
}

/** [out, in, h, w] → [h, w, in, out]: from PyTorch's convolution to TensorFlow's. */
export function toFilter(data: Float32Array, [outputs, inputs, height, width]: readonly number[]): Float32Array {
  return swap(data, outputs as number, inputs as number, (height as number) * (width as number));
}

/** [h, w, in, out] → [out, in, h, w]. */
export function fromFilter(data: Float32Array, [outputs, inputs, height, width]: readonly number[]): Float32Array {
  return swap(data, (height as number) * (width as number), inputs as number, outputs as number);
}

/** [a, b, c] → [c, b, a]. */
function swap(data: Float32Array, a: number, b: number, c: number): Float32Array {
  const swapped = new Float32Array(data.length);
  for (let i = 0, from = 0; i < a; i++) {
    for (let j = 0; j < b; j++) {
      for (let k = 0; k < c; k++) swapped[(k * b + j) * a + i] = data[from++] as number;
    }
  }
  return swapped;
}
