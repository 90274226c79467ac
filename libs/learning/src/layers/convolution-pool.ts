import type { Convolution } from '@parallax/networks';
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
import { dtypeOf, type Precision } from '../precision.js';
import type { Forward, Layer } from './layer.js';
import { asItIs, standardiseFilter } from './standardise.js';

/**
 * Convolution 3 × 3 padded to keep the size → ReLU → max pooling 2 × 2: [N, H, W, in] → [N, H/2, W/2, out]. Pooling
 * commutes with adding a bias and with ReLU, so it comes first and leaves them a quarter of the values.
 */
export class ConvolutionPool implements Layer {
  readonly filter: Variable;
  readonly bias: Variable;
  readonly buffers: readonly Variable[] = [];
  readonly #isFirst: boolean;
  readonly #prepare: typeof standardiseFilter;
  readonly #dtype: 'float32' | 'bfloat16';

  /**
   * @param filter [3, 3, in, out]
   * @param bias [out]
   * @param isFirst its inputs are the images, by which nobody needs a gradient
   */
  constructor(
    { name, inputs, outputs, isStandardised = false }: Convolution,
    { filter, bias }: { filter: Float32Array; bias: Float32Array },
    precision: Precision,
    isFirst: boolean,
  ) {
    this.filter = new Variable(`${name}.weight`, [3, 3, inputs, outputs], filter);
    this.bias = new Variable(`${name}.bias`, [outputs], bias);
    this.#isFirst = isFirst;
    this.#prepare = isStandardised ? standardiseFilter : asItIs;
    this.#dtype = dtypeOf(precision);
  }

  get parameters(): Variable[] {
    return [this.filter, this.bias];
  }

  forward(input: Tensor): Forward {
    const given = cast(input, this.#dtype);
    const layout = fastestLayout(given);
    const images = layout.arrange(given);
    const prepared = this.#prepare(this.filter.read());
    const filter = cast(prepared.output, this.#dtype);
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
          parameters: [prepared.backward(cast(byFilter, 'float32')), biasGradient(rectified)],
          input: this.#isFirst ? undefined : cast(layout.restore(byInput()), 'float32'),
        };
      },
    };
  }
}
