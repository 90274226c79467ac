import {
  biasAdd,
  biasGradient,
  cast,
  conv2d,
  conv2dFilterGradient,
  conv2dInputGradient,
  fastestLayout,
  maxPool,
  relu,
  reluGradient,
  type Tensor,
  Variable,
} from '@parallax/tensors';
import type { Precision } from '../precision.js';
import type { Forward, Layer } from './layer.js';

/**
 * Convolution 3 × 3 padded to keep the size → ReLU → max pooling 2 × 2: [N, H, W, in] → [N, H/2, W/2, out]. Pooling
 * commutes with adding a bias and with ReLU, so it comes first and leaves them a quarter of the values.
 */
export class ConvolutionPool implements Layer {
  readonly filter: Variable;
  readonly bias: Variable;
  readonly buffers: readonly Variable[] = [];
  readonly #first: boolean;
  readonly #dtype: 'float32' | 'bfloat16';

  /**
   * @param filter [3, 3, in, out]
   * @param bias [out]
   * @param first its inputs are the images, by which nobody needs a gradient
   */
  constructor(name: string, filter: Float32Array, bias: Float32Array, first: boolean, precision: Precision) {
    this.filter = new Variable(`${name}.weight`, [3, 3, filter.length / (9 * bias.length), bias.length], filter);
    this.bias = new Variable(`${name}.bias`, [bias.length], bias);
    this.#first = first;
    this.#dtype = precision === 'PRECISION_BFLOAT16' ? 'bfloat16' : 'float32';
  }

  get parameters(): Variable[] {
    return [this.filter, this.bias];
  }

  forward(input: Tensor): Forward {
    const given = cast(input, this.#dtype);
    const layout = fastestLayout(given);
    const images = layout.arrange(given);
    const filter = cast(this.filter.read(), this.#dtype);
    const pooled = maxPool(conv2d(images, filter));
    const output = relu(biasAdd(cast(pooled.output, 'float32'), this.bias.read()));
    return {
      output: layout.restore(output),
      backward: (gradient) => {
        const rectified = reluGradient(layout.arrange(gradient), output);
        const spread = pooled.gradient(cast(rectified, this.#dtype));
        const byFilter = conv2dFilterGradient(images, filter.shape, spread);
        const byInput = () => conv2dInputGradient(images.shape, filter, spread);
        return {
          parameters: [cast(byFilter, 'float32'), biasGradient(rectified)],
          input: this.#first ? undefined : cast(layout.restore(byInput()), 'float32'),
        };
      },
    };
  }
}
