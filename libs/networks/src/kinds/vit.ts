import type { Layer } from '../layer.js';
import type { NetworkKind } from '../network-kind.js';

const parameters = {
  patch: {
    about: 'pixels along a side of a patch, of which each is a token: the smaller, the more there are',
    default: 'PATCH_4',
    choices: ['PATCH_4', 'PATCH_8', 'PATCH_16'],
  },
} as const;

const depth = 12;

/** Of Dosovitskiy et al. 2021, named and initialised as timm's `VisionTransformer`, without its classifier: h is the class token. */
export function vit(size: string, width: number, heads: number): NetworkKind<typeof parameters> {
  return {
    name: `vit_${size}`,
    about: `A vision transformer of ${depth} blocks, ${width} wide with ${heads} heads, as timm’s without its classifier.`,
    paper: 'Dosovitskiy et al. 2021, An image is worth 16×16 words: transformers for image recognition at scale',
    parameters,
    family: { name: 'a vision transformer', tensor: 'patch_embed.proj.weight' },
    classifier: 'head',
    sizes: (values) => ({ multipleOf: patchOf(values), smallest: 16, largest: 512 }),
    layers: (values) => {
      const blocks = Array.from({ length: depth }, (_, place) => block(`blocks.${place}`, width, heads));
      const [attention, mlp] = blocks.pop() as [Layer, Layer];
      return [
        { kind: 'patch-embedding', width, patch: patchOf(values) },
        ...blocks.flat(),
        attention,
        // What follows is done with each token by itself, so the others need it no more.
        { kind: 'class-token' },
        mlp,
        { kind: 'layer-norm', name: 'norm', width },
      ];
    },
    // Of timm's names for a size, any has that size's width and heads.
    pytorch: (values, { size: side }) => ({
      lines: [
        'import timm',
        '',
        `model = timm.create_model("vit_${size}_patch16_224", img_size=${side}, patch_size=${patchOf(values)}, num_classes=0).eval()`,
      ],
      call: 'model',
    }),
  };
}

const patchOf = ({ patch }: { patch: string }): number => Number(patch.slice('PATCH_'.length));

function block(name: string, width: number, heads: number): [attention: Layer, mlp: Layer] {
  return [
    {
      kind: 'residual',
      body: [
        { kind: 'layer-norm', name: `${name}.norm1`, width },
        { kind: 'attention', name: `${name}.attn`, width, heads },
      ],
      shortcut: [],
    },
    {
      kind: 'residual',
      body: [
        { kind: 'layer-norm', name: `${name}.norm2`, width },
        { kind: 'mlp', name: `${name}.mlp`, width, hidden: 4 * width },
      ],
      shortcut: [],
    },
  ];
}
