import {
  type Attention,
  backwardReads,
  type Convolution,
  type Drawn,
  fuse,
  type Layer,
  type Mlp,
  type Passing,
  type PatchEmbedding,
} from './layer.js';

/** Of one image on its way through a network: [height, width, channels], [tokens, width], or [width] of one row. */
export type Shape = readonly number[];

/** A tensor of a network's `state_dict`. */
export interface StateEntry {
  name: string;
  /** As PyTorch's: convolutions [out, in, height, width], linear layers [out, in]. */
  shape: readonly number[];
  /** `mean` and `variance` are running statistics, which no gradient reaches; `token` and `position` are added to what images become. */
  role: 'weight' | 'bias' | 'gain' | 'shift' | 'mean' | 'variance' | 'token' | 'position';
  /** Of a weight, and of the bias beside it: the inputs of one output, and the outputs that an input has a part in. */
  fanIn: number;
  fanOut: number;
  drawn: Drawn;
}

/** What a network is and takes, for one image. */
export interface Description {
  output: Shape;
  /** In the order of PyTorch's `state_dict`. */
  entries: StateEntry[];
  /** Float32 values that layers make on the way forward, and of these those that stay for the way back. */
  forwardFloats: number;
  heldFloats: number;
  /** Those that come to them at most on the way back, where each layer leaves nothing but gradients by its parameters and its input. */
  backwardFloats: number;
  /** Products of two numbers, each with an addition: two floating-point operations. */
  products: number;
}

/** Describes layers one after another, fused as they are built. The first of them is shown images, by which nobody needs a gradient. */
export function describe(layers: readonly Layer[], input: Shape, isFirst = true): Description {
  const nothing = { forwardFloats: 0, heldFloats: 0, backwardFloats: 0, products: 0 };
  const whole: Description = { output: input, entries: [], ...nothing };
  let before: Layer | undefined;
  for (const layer of fuse(layers)) {
    const part = describeLayer(layer, whole.output, isFirst && before === undefined);
    const stays = before === undefined || isRead('output', before) || isRead('input', layer);
    whole.heldFloats += (part.heldFloats ?? part.forwardFloats) - (stays ? 0 : sizeOfShape(whole.output));
    whole.output = part.output;
    before = layer;
    whole.entries.push(...part.entries);
    whole.forwardFloats += part.forwardFloats;
    whole.backwardFloats = Math.max(whole.backwardFloats, part.backwardFloats);
    whole.products += part.products;
  }
  return whole;
}

/** Whether the way back through a layer reads the tensor. */
function isRead(tensor: Passing, layer: Layer): boolean {
  if (layer.kind !== 'residual') return (backwardReads[layer.kind] as readonly Passing[]).includes(tensor);
  return tensor === 'input' && [layer.body[0], layer.shortcut[0]].some((first) => first && isRead('input', first));
}

/** What a layer is; most hold all that they make. */
type Part = Omit<Description, 'heldFloats'> & { heldFloats?: number };

function describeLayer(layer: Layer, input: Shape, isFirst: boolean): Part {
  switch (layer.kind) {
    case 'convolution':
      return describeConvolution(layer, input, isFirst);
    case 'convolution-pool':
      return describeConvolutionPool(layer.convolution, input, isFirst);
    case 'batch-norm':
      return { ...passing(input), entries: batchNormEntries(layer.name, layer.channels) };
    case 'linear': {
      const entries = weightEntries(layer.name, [layer.outputs, layer.inputs], true, 'uniform');
      return { ...leaves([layer.outputs], layer.inputs), entries, products: layer.inputs * layer.outputs };
    }
    case 'max-pool': {
      const [height = 0, width = 0, channels = 0] = input;
      const after = (side: number) => Math.floor((side + 2 * layer.padding - layer.window) / layer.stride) + 1;
      const output = [after(height), after(width), channels];
      // Beside it the images with a margin, where there is one, and which value of each window was the largest.
      const margin = layer.padding > 0 ? (height + 2 * layer.padding) * (width + 2 * layer.padding) * channels : 0;
      const part = leaves(output, sizeOfShape(input) + margin);
      return { ...part, forwardFloats: part.forwardFloats + margin + sizeOfShape(output) };
    }
    case 'residual':
      return describeResidual(layer.body, layer.shortcut, input);
    case 'patch-embedding':
      return describePatches(layer, input);
    case 'layer-norm':
      // Normalised, and beside it what has no gain and no shift yet.
      return {
        ...passing(input),
        entries: normEntries(layer.name, layer.width),
        forwardFloats: 2 * sizeOfShape(input),
        backwardFloats: 8 * sizeOfShape(input),
      };
    case 'attention':
      return describeAttention(layer, input);
    case 'mlp':
      return describeMlp(layer, input);
    case 'class-token':
      return leaves([input.at(-1) as number], sizeOfShape(input));
    case 'relu':
      return passing(input);
    case 'average-pool':
      return leaves([input.at(-1) as number], sizeOfShape(input));
    case 'flatten':
      return leaves([sizeOfShape(input)], sizeOfShape(input));
  }
}

/** A layer that leaves an output, and makes of the gradient by that one by its input. */
function leaves(output: Shape, gradient: number): Part {
  const outputs = sizeOfShape(output);
  return { output, entries: [], forwardFloats: outputs, backwardFloats: outputs + gradient, products: 0 };
}

const passing = (input: Shape): Part => leaves(input, sizeOfShape(input));

function describeConvolution(layer: Convolution, input: Shape, isFirst: boolean): Part {
  const { name, inputs, outputs, kernel, stride, padding, bias, drawn } = layer;
  const [height = 0, width = 0] = input;
  const after = (side: number) => Math.floor((side + 2 * padding - kernel) / stride) + 1;
  const output = [after(height), after(width), outputs];
  const [given, made] = [sizeOfShape(input), sizeOfShape(output)];
  return {
    output,
    entries: weightEntries(name, [outputs, inputs, kernel, kernel], bias, drawn),
    forwardFloats: made * (bias ? 2 : 1),
    backwardFloats: made + (isFirst ? 0 : given),
    products: made * inputs * kernel ** 2,
  };
}

function describeConvolutionPool(layer: Convolution, input: Shape, isFirst: boolean): Part {
  const { output: convolved, entries, products } = describeConvolution(layer, input, isFirst);
  const [height = 0, width = 0, channels = 0] = convolved;
  const [inputs, outputs] = [sizeOfShape(input), sizeOfShape(convolved)];
  // Small images are arranged side by side, and back again: `libs/tensors/src/ops/layout.ts`.
  const arranged = height * width <= 16 ? inputs + outputs / 4 : 0;
  return {
    output: [Math.floor(height / 2), Math.floor(width / 2), channels],
    entries,
    // Convolved; pooled, with the bias, rectified; in a byte each, which value was the largest of four.
    forwardFloats: outputs + (3 * outputs) / 4 + outputs / 16 + arranged,
    // By the output and the rectified values, by the convolved ones, and by the input, unless it is the image.
    backwardFloats: outputs / 2 + outputs + (isFirst ? 0 : inputs) + arranged,
    products,
  };
}

function describeResidual(body: readonly Layer[], shortcut: readonly Layer[], input: Shape): Part {
  const [a, b] = [describe(body, input, false), describe(shortcut, input, false)];
  const lasts = [body.at(-1), shortcut.at(-1)].filter((last) => last && !isRead('output', last));
  return {
    output: a.output,
    entries: [...a.entries, ...b.entries],
    forwardFloats: a.forwardFloats + b.forwardFloats + sizeOfShape(a.output),
    heldFloats: a.heldFloats + b.heldFloats + (1 - lasts.length) * sizeOfShape(a.output),
    // The gradient by the output goes both ways, and what comes back by the first of them waits for the other.
    backwardFloats:
      sizeOfShape(a.output) + Math.max(a.backwardFloats, b.backwardFloats + sizeOfShape(input), 3 * sizeOfShape(input)),
    products: a.products + b.products,
  };
}

function describePatches({ width, patch }: PatchEmbedding, input: Shape): Part {
  const convolution = patchConvolution(width, patch);
  const { output, entries, forwardFloats, products } = describeConvolution(convolution, input, true);
  const patches = sizeOfShape(output) / width;
  const plain = { fanIn: 1, fanOut: 1, drawn: 'narrow' } as const;
  return {
    output: [1 + patches, width],
    entries: [
      { name: 'cls_token', shape: [1, 1, width], role: 'token', ...plain },
      { name: 'pos_embed', shape: [1, 1 + patches, width], role: 'position', ...plain },
      ...entries,
    ],
    // With the class token before them and their positions.
    forwardFloats: forwardFloats + (1 + patches) * width,
    backwardFloats: patches * width,
    products,
  };
}

/** The convolution by which patches become tokens: each pixel is in one of its windows. */
export function patchConvolution(width: number, patch: number): Convolution {
  const windows = { kernel: patch, stride: patch, padding: 0 };
  return {
    kind: 'convolution',
    name: 'patch_embed.proj',
    inputs: 3,
    outputs: width,
    ...windows,
    bias: true,
    drawn: 'uniform',
  };
}

function describeAttention({ name, width, heads }: Attention, input: Shape): Part {
  const [tokens = 0] = input;
  const rows = tokens * width;
  const pairs = heads * tokens ** 2;
  return {
    output: input,
    entries: [
      ...weightEntries(`${name}.qkv`, [3 * width, width], true, 'narrow'),
      ...weightEntries(`${name}.proj`, [width, width], true, 'narrow'),
    ],
    // Queries, keys and values, and queries scaled; what the heads make, side by side, and projected; what each query takes of each value.
    forwardFloats: 6 * rows + pairs,
    // The same on the way back, each of queries, keys and values twice more, as they are put together.
    backwardFloats: 14 * rows + 4 * pairs,
    products: 4 * rows * width + 2 * rows * tokens,
  };
}

function describeMlp({ name, width, hidden }: Mlp, input: Shape): Part {
  const tokens = sizeOfShape(input) / width;
  return {
    output: input,
    entries: [
      ...weightEntries(`${name}.fc1`, [hidden, width], true, 'narrow'),
      ...weightEntries(`${name}.fc2`, [width, hidden], true, 'narrow'),
    ],
    // What GELU makes and its derivative, and what comes of it.
    forwardFloats: tokens * (2 * hidden + width),
    backwardFloats: 2 * tokens * (hidden + width),
    products: 2 * tokens * width * hidden,
  };
}

function weightEntries(
  name: string,
  shape: readonly [outputs: number, inputs: number, ...filter: number[]],
  bias: boolean,
  drawn: Drawn,
): StateEntry[] {
  const [outputs, inputs, ...filter] = shape;
  const fans = { fanIn: inputs * sizeOfShape(filter), fanOut: outputs * sizeOfShape(filter), drawn };
  const weight = { name: `${name}.weight`, shape, role: 'weight', ...fans } as const;
  return bias ? [weight, { name: `${name}.bias`, shape: [outputs], role: 'bias', ...fans }] : [weight];
}

function normEntries(name: string, channels: number): StateEntry[] {
  return [normEntry(`${name}.weight`, channels, 'gain'), normEntry(`${name}.bias`, channels, 'shift')];
}

function batchNormEntries(name: string, channels: number): StateEntry[] {
  return [
    ...normEntries(name, channels),
    normEntry(`${name}.running_mean`, channels, 'mean'),
    normEntry(`${name}.running_var`, channels, 'variance'),
  ];
}

function normEntry(name: string, channels: number, role: StateEntry['role']): StateEntry {
  return { name, shape: [channels], role, fanIn: 1, fanOut: 1, drawn: 'uniform' };
}

/** How many values of these a gradient reaches: running statistics are none. */
export function countParameters(entries: readonly StateEntry[]): number {
  const trained = entries.filter(({ role }) => role !== 'mean' && role !== 'variance');
  return trained.reduce((sum, { shape }) => sum + sizeOfShape(shape), 0);
}

/** How many values a shape has; of no axes, 1. */
export const sizeOfShape = (shape: Shape): number => shape.reduce((a, b) => a * b, 1);
