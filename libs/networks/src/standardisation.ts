import type { Layer } from './layer.js';

/**
 * Scaled weight standardisation (Qiao et al. 2019; Brock et al. 2021, Characterizing signal propagation): of each output's filter w
 * with n inputs γ·(w − mean) / √(n·variance + ε). With γ² = 2 / (1 − 1/π) a ReLU's outputs have variance 1 where its inputs are
 * independent, normal and of variance 1.
 */
export const standardisation = { gain: Math.sqrt(2 / (1 - 1 / Math.PI)), epsilon: 1e-5 } as const;

/** The same layers with standardised filters. */
export function standardise(layers: readonly Layer[]): Layer[] {
  return layers.map((layer) => {
    if (layer.kind === 'convolution') return { ...layer, isStandardised: true };
    if (layer.kind !== 'residual') return layer;
    return { ...layer, body: standardise(layer.body), shortcut: standardise(layer.shortcut) };
  });
}

/** The names of the weights that are. */
export function standardisedWeights(layers: readonly Layer[]): string[] {
  return layers.flatMap((layer) => {
    if (layer.kind === 'convolution') return layer.isStandardised ? [`${layer.name}.weight`] : [];
    return layer.kind === 'residual' ? standardisedWeights([...layer.body, ...layer.shortcut]) : [];
  });
}

/** @param filters [outputs, inputs, height, width], of which each output's are standardised */
export function standardiseFilters(filters: Float32Array, outputs: number): Float32Array {
  const { gain, epsilon } = standardisation;
  const inputs = filters.length / outputs;
  const standardised = new Float32Array(filters.length);
  for (let output = 0; output < outputs; output++) {
    const filter = filters.subarray(output * inputs, (output + 1) * inputs);
    const mean = filter.reduce((total, value) => total + value, 0) / inputs;
    const squares = filter.reduce((total, value) => total + (value - mean) ** 2, 0);
    const scale = gain / Math.sqrt(squares + epsilon);
    standardised.set(
      filter.map((value) => (value - mean) * scale),
      output * inputs,
    );
  }
  return standardised;
}
