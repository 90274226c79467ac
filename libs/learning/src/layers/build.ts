import {
  type Convolution as ConvolutionData,
  type Layer as Data,
  fuse,
  type StateDict,
  toFilter,
} from '@parallax/networks';
import type { Precision } from '../precision.js';
import { Attention } from './attention.js';
import { BatchNorm } from './batch-norm.js';
import { classToken } from './class-token.js';
import { Convolution } from './convolution.js';
import { ConvolutionPool } from './convolution-pool.js';
import type { Layer } from './layer.js';
import { LayerNorm } from './layer-norm.js';
import { Linear } from './linear.js';
import { Mlp } from './mlp.js';
import { PatchEmbedding } from './patch-embedding.js';
import { averagePool, flatten, maxPool } from './pooling.js';
import { rectifier } from './relu.js';
import { Residual } from './residual.js';
import { Sequence } from './sequence.js';

/**
 * Builds layers from their data.
 *
 * @param state holds every tensor that they name, as PyTorch has it
 * @param takesImages whether the first of them is shown images, by which nobody needs a gradient
 */
export function build(layers: readonly Data[], state: StateDict, precision: Precision, takesImages: boolean): Sequence {
  return new Sequence(
    fuse(layers).map((layer, place) => buildLayer(layer, state, precision, takesImages && place === 0)),
  );
}

function buildLayer(layer: Data, state: StateDict, precision: Precision, isFirst: boolean): Layer {
  const values = (name: string): Float32Array => state[name]?.data as Float32Array;
  switch (layer.kind) {
    case 'convolution': {
      const bias = layer.bias ? values(`${layer.name}.bias`) : undefined;
      return new Convolution(layer, { filter: filterOf(layer, state), bias }, precision, isFirst);
    }
    case 'convolution-pool': {
      const { convolution } = layer;
      const weights = { filter: filterOf(convolution, state), bias: values(`${convolution.name}.bias`) };
      return new ConvolutionPool(convolution, weights, precision, isFirst);
    }
    case 'batch-norm':
      return new BatchNorm(layer.name, {
        gain: values(`${layer.name}.weight`),
        shift: values(`${layer.name}.bias`),
        mean: values(`${layer.name}.running_mean`),
        variance: values(`${layer.name}.running_var`),
      });
    case 'linear':
      return new Linear(layer.name, values(`${layer.name}.weight`), values(`${layer.name}.bias`));
    case 'max-pool':
      return maxPool(layer);
    case 'residual':
      return new Residual(
        build(layer.body, state, precision, false),
        layer.shortcut.length > 0 ? build(layer.shortcut, state, precision, false) : undefined,
      );
    case 'patch-embedding':
      return new PatchEmbedding(layer, state, precision);
    case 'layer-norm':
      return new LayerNorm(layer.name, values(`${layer.name}.weight`), values(`${layer.name}.bias`));
    case 'attention':
      return new Attention(layer, state, precision);
    case 'mlp':
      return new Mlp(layer, state, precision);
    case 'class-token':
      return classToken;
    case 'relu':
      return rectifier;
    case 'average-pool':
      return averagePool;
    case 'flatten':
      return flatten;
  }
}

/** As TensorFlow keeps it: [height, width, in, out]. */
function filterOf({ name }: ConvolutionData, state: StateDict): Float32Array {
  const { data, shape } = state[`${name}.weight`] as StateDict[string];
  return toFilter(data, shape);
}
