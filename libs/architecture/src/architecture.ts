/** The notebook's family of networks: blocks of convolution, ReLU and pooling, then a projection head of two layers. */
export interface Architecture {
  /** Side of the square RGB images, in pixels; halved by every block without remainder. */
  size: number;
  /** Output channels of each block. */
  channels: readonly number[];
  globalPooling: GlobalPooling;
  /** Outputs of the head's two linear layers, with ReLU between them; undefined where there is none, and so no projections. */
  head?: Head | undefined;
}

/**
 * What becomes of the last block's output, [side, side, channels]: `none` takes all of it as h, so that h grows with the images;
 * `average` takes the mean of each channel, so that h is as wide as there are channels.
 */
export const globalPoolings = ['none', 'average'] as const;
type GlobalPooling = (typeof globalPoolings)[number];

/** Sides of the images that encoders take: multiples of this, within these bounds, in pixels. */
const imageSizes = { multipleOf: 16, smallest: 16, largest: 512 } as const;

/** @returns what is wrong with it, or undefined where a network of so many blocks takes images of that size */
export function checkImageSize(size: number, blocks: number): string | undefined {
  const { smallest, largest } = imageSizes;
  const multipleOf = Math.max(imageSizes.multipleOf, 2 ** blocks);
  if (size >= smallest && size <= largest && size % multipleOf === 0) return undefined;
  return `must be a multiple of ${multipleOf} from ${Math.max(smallest, multipleOf)} to ${largest}`;
}

interface Head {
  hidden: number;
  outputs: number;
}

/** The notebook's own: 2,048 features, 1,550,976 parameters before the head. */
export const notebook = {
  size: 32,
  channels: [64, 128, 256, 512],
  globalPooling: 'none',
  head: { hidden: 256, outputs: 128 },
} as const satisfies Architecture;

/** Length of h, the features before the head. */
export function featureCount({ size, channels, globalPooling }: Architecture): number {
  const width = channels.at(-1) as number;
  return globalPooling === 'average' ? width : width * (size / 2 ** channels.length) ** 2;
}

/** Images that are encoded at once, of the notebook's size: more take more memory and no less time. */
const MOST_AT_ONCE = 256;

/**
 * Images that are encoded together, a power of two: with others beside it, an image may get other last bits. Larger images go
 * in fewer at a time, so that they take no more memory.
 */
export function encodedAtOnce(size: number): number {
  const fitting = (MOST_AT_ONCE * notebook.size ** 2) / size ** 2;
  return Math.min(MOST_AT_ONCE, 2 ** Math.max(0, Math.floor(Math.log2(fitting))));
}

/** The name of every parameter in the `state_dict` of the notebook's SimCLR, in its order, with its shape there. */
export function parameterShapes(architecture: Architecture): Map<string, number[]> {
  const { channels, head } = architecture;
  const shapes = new Map<string, number[]>();
  const layer = (name: string, weight: [number, ...number[]]): void => {
    shapes.set(`${name}.weight`, weight).set(`${name}.bias`, [weight[0]]);
  };
  for (const [block, width] of channels.entries()) layer(blockName(block), [width, channels[block - 1] ?? 3, 3, 3]);
  if (head) {
    layer(headNames[0], [head.hidden, featureCount(architecture)]);
    layer(headNames[1], [head.outputs, head.hidden]);
  }
  return shapes;
}

/** A block is three modules in PyTorch's `nn.Sequential`: convolution, ReLU, pooling. */
export const blockName = (block: number): string => `encoder.encoder.${3 * block}`;

export const headNames = ['projection_head.projection_head.0', 'projection_head.projection_head.2'] as const;
