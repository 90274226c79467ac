import type { Layer } from '../layer.js';
import type { NetworkKind } from '../network-kind.js';

const parameters = {
  stem: {
    about: 'imagenet: 7×7 with stride 2 and a pooling; cifar: 3×3, for images of 32 or 64 pixels',
    default: 'STEM_CIFAR',
    choices: ['STEM_IMAGENET', 'STEM_CIFAR'],
  },
} as const;

/** What a residual network is made of; a block has `expansion` times as many outputs as its width. */
interface Block {
  make(name: string, inputs: number, width: number, stride: number): Layer[];
  expansion: number;
}

/** Of He et al. 2016, named and initialised as torchvision's, without its classifier: h is the mean of each channel. */
export function resnet(
  depth: number,
  counts: readonly number[],
  { make, expansion }: Block,
): NetworkKind<typeof parameters> {
  return {
    name: `resnet${depth}`,
    about: `A residual network of ${depth} layers with batch norm, as torchvision’s without its classifier.`,
    paper: 'He et al. 2016, Deep residual learning for image recognition',
    parameters,
    family: { name: 'a ResNet', tensor: 'layer1.0.conv1.weight' },
    classifier: 'fc',
    // What the stem leaves is halved three times more.
    sizes: ({ stem }) => ({ multipleOf: 16, smallest: stem === 'STEM_CIFAR' ? 16 : 32, largest: 512 }),
    layers({ stem }) {
      let inputs = 64;
      const stages = counts.flatMap((count, stage) =>
        Array.from({ length: count }, (_, place): Layer[] => {
          const width = 64 * 2 ** stage;
          const made = make(`layer${stage + 1}.${place}`, inputs, width, stage > 0 && place === 0 ? 2 : 1);
          inputs = width * expansion;
          return made;
        }).flat(),
      );
      return [...stemLayers(stem), ...stages, { kind: 'average-pool' }];
    },
    pytorch: ({ stem }) => ({
      lines: [
        `from torchvision.models import resnet${depth}`,
        '',
        `model = resnet${depth}().eval()`,
        'model.fc = nn.Identity()',
        ...(stem === 'STEM_IMAGENET' ? [] : [cifarStem]),
      ],
      call: 'model',
    }),
  };
}

const cifarStem = 'model.conv1, model.maxpool = nn.Conv2d(3, 64, 3, padding=1, bias=False), nn.Identity()';

const relu: Layer = { kind: 'relu' };

function convolution(name: string, inputs: number, outputs: number, kernel: number, stride = 1): Layer {
  const padding = (kernel - 1) / 2;
  return { kind: 'convolution', name, inputs, outputs, kernel, stride, padding, bias: false, drawn: 'fan-out' };
}

const norm = (name: string, channels: number): Layer => ({ kind: 'batch-norm', name, channels });

function stemLayers(stem: string): Layer[] {
  if (stem === 'STEM_CIFAR') return [convolution('conv1', 3, 64, 3), norm('bn1', 64), relu];
  const pool: Layer = { kind: 'max-pool', window: 3, stride: 2, padding: 1 };
  return [convolution('conv1', 3, 64, 7, 2), norm('bn1', 64), relu, pool];
}

/** Where a block changes the number of channels or the size, so does its shortcut. */
function shortcut(name: string, inputs: number, outputs: number, stride: number): Layer[] {
  if (inputs === outputs && stride === 1) return [];
  return [convolution(`${name}.downsample.0`, inputs, outputs, 1, stride), norm(`${name}.downsample.1`, outputs)];
}

export const basic: Block = {
  expansion: 1,
  make: (name, inputs, width, stride) => [
    {
      kind: 'residual',
      body: [
        convolution(`${name}.conv1`, inputs, width, 3, stride),
        norm(`${name}.bn1`, width),
        relu,
        convolution(`${name}.conv2`, width, width, 3),
        norm(`${name}.bn2`, width),
      ],
      shortcut: shortcut(name, inputs, width, stride),
    },
    relu,
  ],
};

/** The stride is on the 3×3, as torchvision's. */
export const bottleneck: Block = {
  expansion: 4,
  make: (name, inputs, width, stride) => [
    {
      kind: 'residual',
      body: [
        convolution(`${name}.conv1`, inputs, width, 1),
        norm(`${name}.bn1`, width),
        relu,
        convolution(`${name}.conv2`, width, width, 3, stride),
        norm(`${name}.bn2`, width),
        relu,
        convolution(`${name}.conv3`, width, 4 * width, 1),
        norm(`${name}.bn3`, 4 * width),
      ],
      shortcut: shortcut(name, inputs, 4 * width, stride),
    },
    relu,
  ],
};
