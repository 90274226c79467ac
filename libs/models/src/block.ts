import {
  biasAdd,
  biasGradient,
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
import type { Forward, Layer } from './layer.js';

/**
 * Convolution 3 × 3 padded to keep the size → ReLU → max pooling 2 × 2: [N, H, W, in] → [N, H/2, W/2, out]. Pooling
 * commutes with adding a bias and with ReLU, so it comes first and leaves them a quarter of the values.
 */
export class Block implements Layer {
  readonly filter: Variable;
  readonly bias: Variable;
  readonly #first: boolean;

  /**
   * @param filter [3, 3, in, out]
   * @param bias [out]
   * @param first its inputs are the images, by which nobody needs a gradient
   */
  constructor(name: string, filter: Float32Array, bias: Float32Array, first: boolean) {
    this.filter = new Variable(`${name}.weight`, [3, 3, filter.length / (9 * bias.length), bias.length], filter);
    this.bias = new Variable(`${name}.bias`, [bias.length], bias);
    this.#first = first;
  }

  get parameters(): Variable[] {
    return [this.filter, this.bias];
  }

  forward(input: Tensor): Forward {
    const layout = fastestLayout(input.shape[2] as number);
    const images = layout.arrange(input);
    const filter = this.filter.read();
    const pooled = maxPool(conv2d(images, filter));
    const output = relu(biasAdd(pooled.output, this.bias.read()));
    return {
      output: layout.restore(output),
      backward: (gradient) => {
        const rectified = reluGradient(layout.arrange(gradient), output);
        const spread = pooled.gradient(rectified);
        return {
          parameters: [conv2dFilterGradient(images, filter.shape, spread), biasGradient(rectified)],
          input: this.#first ? undefined : layout.restore(conv2dInputGradient(images.shape, filter, spread)),
        };
      },
    };
  }
}
