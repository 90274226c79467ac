import type { BlobRef, BlobStore, Tensor } from '@parallax/blobs';
import type { ClassProbabilityInput } from '@parallax/contract';

/** A probe's classifier, ready to use: of the last layer's outputs the softmax. */
export interface Classifier {
  /** The encoder's sha256. */
  encoder: string;
  features: 'h' | 'z';
  classes: readonly string[];
  /** One, or several with ReLU between them. */
  layers: readonly Layer[];
}

interface Layer {
  /** float64 [outputs, inputs]; what standardises features is part of them. */
  weights: Float64Array;
  /** float64 [outputs] */
  biases: Float64Array;
}

/** What libs/evaluation has trained and services/probe has kept. @throws what the store throws */
export async function readClassifier(blob: BlobRef, store: BlobStore, signal: AbortSignal): Promise<Classifier> {
  const { classes, encoder, features } = await store.getMetadata(blob, { signal });
  const tensors = await store.getTensors(blob, { signal });
  const prefixes = Object.keys(tensors)
    .flatMap((name) => (name.endsWith('weight') ? [name.slice(0, -'weight'.length)] : []))
    .sort();
  return {
    encoder: encoder as string,
    features: features as 'h' | 'z',
    classes: namesIn(tensors.classes, classes as string | undefined),
    layers: prefixes.map((prefix) => layerOf(tensors[`${prefix}weight`], tensors[`${prefix}bias`], tensors)),
  };
}

/** The names of the classes; a classifier that was kept earlier has them in its metadata. */
function namesIn(tensor: Tensor | undefined, older: string | undefined): string[] {
  return JSON.parse(tensor ? Buffer.from(tensor.data as Uint8Array).toString() : (older as string));
}

/** A layer, of standardised inputs where a classifier has their moments. */
function layerOf(weight: Tensor | undefined, bias: Tensor | undefined, { mean, deviation }: Moments): Layer {
  const { data } = weight as Tensor<'F32'>;
  const biases = Float64Array.from((bias as Tensor<'F32'>).data);
  const width = data.length / biases.length;
  if (!mean || !deviation) return { weights: Float64Array.from(data), biases };
  const [centres, spreads] = [mean.data as Float64Array, deviation.data as Float64Array];
  const weights = Float64Array.from(data, (value, at) => {
    const spread = spreads[at % width] as number;
    return spread === 0 ? 0 : value / spread;
  });
  return { weights, biases: biases.map((value, row) => value - dot(rowOf(weights, row, width), centres)) };
}

interface Moments {
  mean?: Tensor;
  deviation?: Tensor;
}

/**
 * The most probable classes of an image, the most probable first; of equally probable ones the lower label.
 *
 * @param values its features
 */
export function classesOf(
  values: readonly number[],
  { classes, layers }: Classifier,
  top: number,
): ClassProbabilityInput[] {
  const logits = layers.reduce<ArrayLike<number>>(
    (inputs, layer, place) => outputsOf(layer, place === 0 ? inputs : Float64Array.from(inputs, rectify)),
    values,
  );
  const most = Array.from(logits).reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const shares = Array.from(logits, (logit) => Math.exp(logit - most));
  const total = shares.reduce((sum, share) => sum + share, 0);
  return shares
    .map((share, label) => ({ name: classes[label], label, probability: share / total }))
    .sort((a, b) => b.probability - a.probability)
    .slice(0, top);
}

const rectify = (value: number): number => Math.max(0, value);

function outputsOf({ weights, biases }: Layer, inputs: ArrayLike<number>): Float64Array {
  return biases.map((bias, row) => bias + dot(rowOf(weights, row, inputs.length), inputs));
}

function rowOf(weights: Float64Array, row: number, width: number): Float64Array {
  return weights.subarray(row * width, (row + 1) * width);
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += (a[at] as number) * (b[at] as number);
  return sum;
}
