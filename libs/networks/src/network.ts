import { choiceIn, type ValuesOf } from '@parallax/errors';
import { type Description, describe, type StateEntry } from './describe.js';
import { type Networks, networks } from './kinds/list.js';
import type { Layer } from './layer.js';
import type { NetworkKind } from './network-kind.js';
import { standardise } from './standardisation.js';

/** A network of one of the families, with its parameters, as an object with that one key: `{ conv: { channels: [64, 128], … } }`. */
export type NetworkSpec = {
  [Key in keyof Networks]: Record<Key, ValuesOf<Networks[Key]['parameters']>>;
}[keyof Networks];

/** A network for images of one size, and the projection head behind it. */
export type Network = NetworkSpec & {
  /** Side of the square RGB images, in pixels. */
  size: number;
  /** The layers behind h; undefined where there are none, and so no projections. */
  head?: Head | undefined;
  /** Whether its filters are standardised while it is trained; of no network that was. */
  weightStandardisation?: boolean;
};

/** Two linear layers with ReLU between them. */
interface Head {
  hidden: number;
  outputs: number;
  /** Whether a batch norm stands before the ReLU. Default: no. */
  batchNorm?: boolean;
}

type Values = ValuesOf<NetworkKind['parameters']>;

/** The family that a network is of, and the values of its parameters. */
export function familyOf(network: NetworkSpec): { key: keyof Networks; kind: NetworkKind; values: Values } {
  const { key, given } = choiceIn<keyof Networks>(networks, network);
  return { key, kind: networks[key] as unknown as NetworkKind, values: given };
}

/** The family with its parameters, without size and head. */
export function specOf(network: NetworkSpec): NetworkSpec {
  const { key, values } = familyOf(network);
  return { [key]: values } as unknown as NetworkSpec;
}

/** @returns what is wrong with it, or undefined where the network takes images of that size */
export function checkImageSize(size: number, network: NetworkSpec): string | undefined {
  const { kind, values } = familyOf(network);
  const { multipleOf, smallest, largest } = kind.sizes(values);
  if (size >= smallest && size <= largest && size % multipleOf === 0) return undefined;
  return `must be a multiple of ${multipleOf} from ${Math.max(smallest, multipleOf)} to ${largest}`;
}

/** The notebook's own: 2,048 features, 1,550,976 parameters before the head. */
export const notebook = {
  size: 32,
  conv: { channels: [64, 128, 256, 512], globalPooling: 'GLOBAL_POOLING_NONE' },
  head: { hidden: 256, outputs: 128 },
} as const satisfies Network;

/** From images to h. */
export function encoderLayers(network: NetworkSpec & Pick<Network, 'weightStandardisation'>): Layer[] {
  const { kind, values } = familyOf(network);
  const layers = kind.layers(values);
  return network.weightStandardisation ? standardise(layers) : layers;
}

/** From h to z; none where there is no head. */
export function headLayers({ head, ...network }: Network): Layer[] {
  if (!head) return [];
  const { hidden, outputs, batchNorm = false } = head;
  const { first, norm, last } = headNames(batchNorm);
  return [
    { kind: 'linear', name: first, inputs: featureCount(network as Network), outputs: hidden },
    ...(batchNorm ? [{ kind: 'batch-norm', name: norm, channels: hidden } as const] : []),
    { kind: 'relu' },
    { kind: 'linear', name: last, inputs: hidden, outputs },
  ];
}

/** From z to predictions of the same width: Linear → batch norm → ReLU → Linear, as wide inside as the head. */
export function predictorLayers({ head }: Network): Layer[] {
  const { hidden, outputs } = head as Head;
  return [
    { kind: 'linear', name: 'predictor.0', inputs: outputs, outputs: hidden },
    { kind: 'batch-norm', name: 'predictor.1', channels: hidden },
    { kind: 'relu' },
    { kind: 'linear', name: 'predictor.3', inputs: hidden, outputs },
  ];
}

/** As the notebook's class has them in an `nn.Sequential`, which counts the ReLU too. */
export function headNames(batchNorm: boolean): { first: string; norm: string; last: string } {
  const name = (place: number) => `projection_head.projection_head.${place}`;
  return { first: name(0), norm: name(1), last: name(batchNorm ? 3 : 2) };
}

/** What the network is and takes before its head. */
export function describeEncoder(network: Network): Description {
  return describe(encoderLayers(network), [network.size, network.size, 3]);
}

/** Length of h, the features before the head. */
export function featureCount(network: Network): number {
  return describeEncoder(network).output[0] as number;
}

/** Every tensor of the `state_dict`, in its order: the encoder's and the head's. */
export function stateEntries(network: Network): StateEntry[] {
  const encoder = describeEncoder(network);
  return [...encoder.entries, ...describe(headLayers(network), encoder.output, false).entries];
}

/**
 * The images of a block, which the notebook's network encodes at once: more take more memory and no less time. Of any network a block is a
 * whole number of those that it encodes together, so vectors are the same wherever a block begins.
 */
export const blockImages = 256;

/**
 * Images that are encoded together, a power of two: with others beside it, an image may get other last bits. Larger images, and
 * networks that hold more of one, go in fewer at a time, so that they take no more memory.
 */
export function encodedAtOnce(network: Network): number {
  // Of the notebook's family the size alone has decided since there were sizes, and bits are to stay.
  const share =
    'conv' in network
      ? (notebook.size / network.size) ** 2
      : describeEncoder(notebook).forwardFloats / describeEncoder(network).forwardFloats;
  return Math.min(blockImages, 2 ** Math.max(0, Math.floor(Math.log2(blockImages * share))));
}
