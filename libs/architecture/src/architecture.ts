/** The notebook's family of networks: blocks of convolution, ReLU and pooling, then a projection head of two layers. */
export interface Architecture {
  /** Side of the square RGB images, in pixels; halved by every block without remainder. */
  size: number;
  /** Output channels of each block. */
  channels: readonly number[];
  /** Outputs of the head's two linear layers, with ReLU between them. */
  head: { hidden: number; outputs: number };
}

/** The notebook's own: 2,048 features, 1,550,976 parameters before the head. */
export const notebook: Architecture = {
  size: 32,
  channels: [64, 128, 256, 512],
  head: { hidden: 256, outputs: 128 },
};

/** Length of h, the features before the head. */
export function featureCount({ size, channels }: Architecture): number {
  return (channels.at(-1) as number) * (size / 2 ** channels.length) ** 2;
}

/** The name of every parameter in the `state_dict` of the notebook's SimCLR, in its order, with its shape there. */
export function parameterShapes(architecture: Architecture): Map<string, number[]> {
  const { channels, head } = architecture;
  const shapes = new Map<string, number[]>();
  const layer = (name: string, weight: [number, ...number[]]): void => {
    shapes.set(`${name}.weight`, weight).set(`${name}.bias`, [weight[0]]);
  };
  for (const [block, width] of channels.entries()) layer(blockName(block), [width, channels[block - 1] ?? 3, 3, 3]);
  layer(headNames[0], [head.hidden, featureCount(architecture)]);
  layer(headNames[1], [head.outputs, head.hidden]);
  return shapes;
}

/** A block is three modules in PyTorch's `nn.Sequential`: convolution, ReLU, pooling. */
export const blockName = (block: number): string => `encoder.encoder.${3 * block}`;

export const headNames = ['projection_head.projection_head.0', 'projection_head.projection_head.2'] as const;
