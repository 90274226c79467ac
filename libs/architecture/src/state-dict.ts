import { invalidField } from '@parallax/errors';
import { type Architecture, blockName, headNames, notebook, parameterShapes } from './architecture.js';

/** A parameter as safetensors carries it; convolutions are [out, in, 3, 3] and linear layers [out, in], as PyTorch's. */
export interface StateTensor {
  dtype: 'F32';
  shape: number[];
  data: Float32Array;
}

/** The `state_dict` of the notebook's SimCLR class, names and layouts included. */
export type StateDict = Record<string, StateTensor>;

/** What somebody brings in place of one. */
export type Unchecked = Record<string, { dtype: string; shape: readonly number[]; data: unknown }>;

/**
 * Reads the architecture off the shapes, and holds every tensor against it. The tensors come back in PyTorch's order.
 *
 * @param hints what is known of the architecture beside them
 * @throws INVALID_FIELD that names the tensor, what it is, and what it must be
 */
export function checkStateDict(
  tensors: Unchecked,
  hints: ArchitectureHints = {},
): { architecture: Architecture; state: StateDict } {
  const architecture = readArchitecture(tensors, hints);
  const shapes = parameterShapes(architecture);
  for (const [name, shape] of shapes) {
    const found = describe(tensors[name]);
    const expected = `F32 [${shape.join(', ')}]`;
    if (found !== expected) throw invalidField(name, found, `must be ${expected}`);
    const data = tensors[name]?.data as Float32Array;
    const strange = data.findIndex((value) => !Number.isFinite(value));
    if (strange >= 0) throw invalidField(`${name}[${strange}]`, data[strange], 'must be finite');
  }
  for (const name of Object.keys(tensors)) {
    if (!shapes.has(name))
      throw invalidField(name, describe(tensors[name]), 'must not be there: SimCLR has no such parameter');
  }
  const inOrder = [...shapes.keys()].map((name) => [name, tensors[name] as StateTensor]);
  return { architecture, state: Object.fromEntries(inOrder) };
}

/** Tensors by name, without their elements. */
type Shapes = Record<string, { dtype: string; shape: readonly number[] }>;

/** What shapes don't say of an architecture. */
export type ArchitectureHints = Partial<Pick<Architecture, 'size' | 'globalPooling'>>;

/**
 * Reads the architecture off the shapes of a `state_dict`, which may still hold other tensors, or some of other shapes.
 *
 * @param hints what is known beside the shapes: with a global pooling its kind and the images' size, and without a head the size,
 *   which is the notebook's otherwise; else the head's shape tells the size
 * @throws INVALID_FIELD that names the tensor which tells nothing of it, or `metadata.image_size`
 */
export function readArchitecture(tensors: Shapes, hints: ArchitectureHints = {}): Architecture {
  const channels: number[] = [];
  while (channels.length === 0 || tensors[`${blockName(channels.length)}.weight`]) {
    const name = `${blockName(channels.length)}.weight`;
    channels.push(firstSize(tensors, name, 4));
  }
  if (!Object.keys(tensors).some((name) => name.startsWith('projection_head.'))) {
    return { size: hints.size ?? notebook.size, channels, globalPooling: hints.globalPooling ?? 'none' };
  }
  const hidden = firstSize(tensors, `${headNames[0]}.weight`, 2);
  const outputs = firstSize(tensors, `${headNames[1]}.weight`, 2);
  if (hints.globalPooling === 'average') return { ...averaged(hints.size), channels, head: { hidden, outputs } };
  const size = sideOf(tensors, channels) * 2 ** channels.length;
  if (hints.size !== undefined && hints.size !== size)
    throw invalidField('metadata.image_size', hints.size, `must be ${size}, as the head's weights are for`);
  return { size, channels, globalPooling: 'none', head: { hidden, outputs } };
}

function averaged(size: number | undefined): Pick<Architecture, 'size' | 'globalPooling'> {
  if (size === undefined) throw invalidField('metadata.image_size', '', 'must be there with a global pooling');
  return { size, globalPooling: 'average' };
}

/** Pixels along a side of what the last block leaves. */
function sideOf(tensors: Shapes, channels: readonly number[]): number {
  const name = `${headNames[0]}.weight`;
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
