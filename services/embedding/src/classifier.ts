import type { BlobRef, BlobStore, Tensor } from '@parallax/blobs';
import type { ClassProbabilityInput } from '@parallax/contract';

/** A probe's linear classifier, ready to use; what standardises features is part of its weights. */
export interface Classifier {
  /** The encoder's sha256. */
  encoder: string;
  features: 'h' | 'z';
  classes: readonly string[];
  /** float64 [classes, width] */
  weights: Float64Array;
  /** float64 [classes] */
  biases: Float64Array;
}

/** What libs/evaluation has trained and services/probe has kept. @throws what the store throws */
export async function readClassifier(blob: BlobRef, store: BlobStore, signal: AbortSignal): Promise<Classifier> {
  const { classes, encoder, features } = await store.getMetadata(blob, { signal });
  const { weight, bias, mean, deviation } = await store.getTensors(blob, { signal });
  const [centres, spreads] = [mean?.data as Float64Array, deviation?.data as Float64Array];
  const { data } = weight as Tensor<'F32'>;
  const width = centres.length;
  const weights = Float64Array.from(data, (value, at) => {
    const spread = spreads[at % width] as number;
    return spread === 0 ? 0 : value / spread;
  });
  const biases = Float64Array.from((bias as Tensor<'F32'>).data, (value, label) => {
    return value - dot(weights.subarray(label * width, (label + 1) * width), centres);
  });
  return {
    encoder: encoder as string,
    features: features as 'h' | 'z',
    classes: JSON.parse(classes as string),
    weights,
    biases,
  };
}

/**
 * The most probable classes of an image, the most probable first; of equally probable ones the lower label.
 *
 * @param values its features
 */
export function classesOf(
  values: readonly number[],
  { classes, weights, biases }: Classifier,
  top: number,
): ClassProbabilityInput[] {
  const { length: width } = values;
  const logits = biases.map((bias, label) => bias + dot(weights.subarray(label * width, (label + 1) * width), values));
  const most = Math.max(...logits);
  const shares = logits.map((logit) => Math.exp(logit - most));
  const total = shares.reduce((sum, share) => sum + share, 0);
  return Array.from(shares, (share, label) => ({ name: classes[label], label, probability: share / total }))
    .sort((a, b) => b.probability - a.probability)
    .slice(0, top);
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += (a[at] as number) * (b[at] as number);
  return sum;
}
