/** Convolution of [height, width, inputs] with square filters, padded with zeros; `<name>.weight` and, where there is one, `<name>.bias`. */
export interface Convolution {
  readonly kind: 'convolution';
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
  /** Pixels along a side of the filters. */
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  readonly bias: boolean;
  readonly drawn: Drawn;
  /** Whether its filters are standardised before they are used (`standardise`). Default: no. */
  readonly isStandardised?: boolean;
}

/**
 * How PyTorch's own class of a network draws weights: as nn.Conv2d and nn.Linear do, uniform within ±1/√fan-in; normal with variance
 * 2 / fan-out; or normal with a deviation of 0.02, and biases 0.
 */
export type Drawn = 'uniform' | 'fan-out' | 'narrow';

/** Normalises each channel by the batch's mean and variance, and at evaluation by running ones (Ioffe & Szegedy 2015). */
interface BatchNorm {
  readonly kind: 'batch-norm';
  readonly name: string;
  readonly channels: number;
}

/** y = x·Wᵀ + b. */
interface Linear {
  readonly kind: 'linear';
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
}

/** The largest of each window. */
export interface MaxPool {
  readonly kind: 'max-pool';
  /** Pixels along a side of a window. */
  readonly window: number;
  readonly stride: number;
  readonly padding: number;
}

/** What the layers of `body` make of an input, added to what those of `shortcut` make of it: of none, itself. */
interface Residual {
  readonly kind: 'residual';
  readonly body: readonly Layer[];
  readonly shortcut: readonly Layer[];
}

/**
 * Patches of an image as tokens: [height, width, 3] → [1 + patches, width], of which the first, the class token, is the same for all
 * images. Where each token is, is added to it (`cls_token`, `pos_embed`, `patch_embed.proj`, as timm's).
 */
export interface PatchEmbedding {
  readonly kind: 'patch-embedding';
  readonly width: number;
  /** Pixels along a side of a patch. */
  readonly patch: number;
}

/** Normalises each token by its own mean and variance (Ba et al. 2016). */
interface LayerNorm {
  readonly kind: 'layer-norm';
  readonly name: string;
  readonly width: number;
}

/** What each token takes from all, by several heads (Vaswani et al. 2017): `<name>.qkv` and `<name>.proj`. */
export interface Attention {
  readonly kind: 'attention';
  readonly name: string;
  readonly width: number;
  readonly heads: number;
}

/** Two linear layers with GELU between them, for each token by itself, or one alone: `<name>.fc1` and `<name>.fc2`. */
export interface Mlp {
  readonly kind: 'mlp';
  readonly name: string;
  readonly width: number;
  readonly hidden: number;
}

/** Convolution 3 × 3, max pooling 2 × 2, bias and ReLU as one: what `fuse` makes of a convolution → ReLU → pooling. */
interface ConvolutionPool {
  readonly kind: 'convolution-pool';
  readonly convolution: Convolution;
}

/**
 * What a network is made of, as data. It is read twice: without TensorFlow for names, shapes, initial values and costs
 * (`describe.ts`), and to build it (`libs/learning`).
 */
export type Layer =
  | Convolution
  | ConvolutionPool
  | BatchNorm
  | Linear
  | MaxPool
  | Residual
  | PatchEmbedding
  | LayerNorm
  | Attention
  | Mlp
  /** [tokens, width] → [width], the first. */
  | { readonly kind: 'class-token' }
  | { readonly kind: 'relu' }
  /** [height, width, channels] → [channels], the mean of each. */
  | { readonly kind: 'average-pool' }
  /** [height, width, channels] → one row, channels first, as PyTorch's. */
  | { readonly kind: 'flatten' };

/** A tensor that a layer is given, or makes. */
export type Passing = 'input' | 'output';

/**
 * Which of the two the way back through a layer reads (`libs/learning`): what lies between two layers of which neither reads it need not
 * stay. What they make of it for themselves is not meant.
 */
export const backwardReads = {
  convolution: ['input'],
  'convolution-pool': ['input', 'output'],
  'batch-norm': ['input'],
  linear: ['input'],
  'max-pool': ['input', 'output'],
  'patch-embedding': ['input'],
  'layer-norm': [],
  attention: [],
  mlp: [],
  'class-token': [],
  relu: ['output'],
  'average-pool': [],
  flatten: [],
} as const satisfies Record<Exclude<Layer['kind'], 'residual'>, readonly Passing[]>;

/**
 * The same network with each convolution 3 × 3 → ReLU → pooling 2 × 2 as one layer. Pooling commutes with adding a bias and with
 * ReLU, so it comes first and leaves them a quarter of the values.
 */
export function fuse(layers: readonly Layer[]): Layer[] {
  const fused: Layer[] = [];
  for (let at = 0; at < layers.length; at++) {
    const [convolution, relu, pool] = layers.slice(at, at + 3);
    if (convolution?.kind === 'convolution' && isPlain(convolution) && relu?.kind === 'relu' && isHalving(pool)) {
      fused.push({ kind: 'convolution-pool', convolution });
      at += 2;
    } else if (convolution) fused.push(convolution);
  }
  return fused;
}

const isPlain = ({ kernel, stride, padding, bias }: Convolution): boolean =>
  kernel === 3 && stride === 1 && padding === 1 && bias;

const isHalving = (layer: Layer | undefined): boolean =>
  layer?.kind === 'max-pool' && layer.window === 2 && layer.stride === 2 && layer.padding === 0;
