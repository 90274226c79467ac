import { Linear } from '@parallax/learning';
import { classify } from './classification.js';
import type { FeatureRows, Labels } from './features.js';
import { type Moments, standardise } from './moments.js';
import { pieces, type Watch } from './pieces.js';
import type { LinearClassifier, Prediction } from './probes/probe.js';

/** A softmax regression, whose weights and biases begin at 0: it is convex. Whoever has made it disposes of it. */
export function newRegression(classes: number, width: number): Linear {
  return new Linear('linear', new Float32Array(classes * width), new Float32Array(classes));
}

export function disposeOf({ parameters }: Linear): void {
  for (const parameter of parameters) parameter.dispose();
}

/** The regression with what its features are standardised by. */
export function classifierOf({ weight, bias }: Linear, { mean, deviation }: Moments): LinearClassifier {
  return { weight: weight.data(), bias: bias.data(), mean, deviation };
}

/** What a regression makes of rows once they are standardised. */
export async function* predictRows(
  layer: Linear,
  rows: FeatureRows,
  moments: Moments,
  { signal }: Watch,
): AsyncGenerator<Prediction> {
  for await (const [start, end] of pieces(rows.count, 1000, 'images', { signal }))
    yield classify(layer, standardise(await rows.read(start, end), moments), rows.width);
}

/** For each regression, how many of the rows that a mask names (1) it classifies as they are labelled; of none, -1. */
export async function countHits(
  layers: readonly (Linear | undefined)[],
  { train, trainLabels }: { train: FeatureRows; trainLabels: Labels },
  mask: Uint8Array,
  moments: Moments,
  { signal }: Watch,
): Promise<number[]> {
  const hits = layers.map((layer) => (layer ? 0 : -1));
  for await (const [start, end] of pieces(train.count, 1000, 'images', { signal })) {
    const data = standardise(await train.read(start, end), moments);
    for (const [place, layer] of layers.entries()) {
      if (!layer) continue;
      for (const [row, label] of classify(layer, data, train.width).labels.entries())
        if (mask[start + row] === 1 && label === trainLabels[start + row]) (hits[place] as number)++;
    }
  }
  return hits;
}
