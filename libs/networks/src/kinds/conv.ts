import type { Layer } from '../layer.js';
import type { NetworkKind } from '../network-kind.js';

const parameters = {
  channels: {
    about: 'output channels of each block',
    default: [64, 128, 256, 512],
    bounds: { atLeast: 1, atMost: 4096 },
    integer: true,
    entries: { atLeast: 1, atMost: 5 },
  },
  globalPooling: {
    about: 'average: h as wide as there are channels, whatever the images’ size',
    default: 'GLOBAL_POOLING_NONE',
    choices: ['GLOBAL_POOLING_NONE', 'GLOBAL_POOLING_AVERAGE'],
  },
} as const;

/** The names are those of the notebook's class, whose blocks are three modules each in an `nn.Sequential`. */
export const conv: NetworkKind<typeof parameters> = {
  name: 'conv',
  about: 'The notebook’s: blocks of convolution 3×3, ReLU and max pooling 2, without norms.',
  paper: 'The notebook that the project grew from (docs/notebook.md)',
  parameters,
  family: { name: 'conv', tensor: 'encoder.encoder.0.weight' },
  sizes: ({ channels }) => ({ multipleOf: Math.max(16, 2 ** channels.length), smallest: 16, largest: 512 }),
  layers({ channels, globalPooling }) {
    const blocks = channels.flatMap((outputs, block): Layer[] => [
      {
        kind: 'convolution',
        name: blockName(block),
        inputs: channels[block - 1] ?? 3,
        outputs,
        kernel: 3,
        stride: 1,
        padding: 1,
        bias: true,
        drawn: 'uniform',
      },
      { kind: 'relu' },
      { kind: 'max-pool', window: 2, stride: 2, padding: 0 },
    ]);
    return [...blocks, { kind: globalPooling === 'GLOBAL_POOLING_AVERAGE' ? 'average-pool' : 'flatten' }];
  },
  pytorch: ({ channels, globalPooling }, { head }) => ({
    lines: [
      '',
      'layers = []',
      `for before, after in zip([3, ${channels.slice(0, -1).join(', ')}], [${channels.join(', ')}]):`,
      '    layers += [nn.Conv2d(before, after, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)]',
      ...(globalPooling === 'GLOBAL_POOLING_AVERAGE' ? ['layers += [nn.AdaptiveAvgPool2d(1)]'] : []),
      'model = nn.ModuleDict({',
      '    "encoder": nn.ModuleDict({"encoder": nn.Sequential(*layers)}),',
      ...head.map((entry) => `    ${entry},`),
      '}).eval()',
    ],
    call: 'model["encoder"]["encoder"]',
    hasHead: true,
  }),
};

export const blockName = (block: number): string => `encoder.encoder.${3 * block}`;

/** How many blocks there are as far as the names of tensors tell, whether each of them has its own or not. */
export function blockCount(names: readonly string[]): number {
  const blocks = names.map((name) => Number(/^encoder\.encoder\.(\d+)\.(weight|bias)$/.exec(name)?.[1]) / 3);
  return 1 + Math.max(-1, ...blocks.filter(Number.isInteger));
}
