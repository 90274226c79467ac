import { backwardReads, type Convolution as Data } from '@parallax/networks';
import {
  biasAdd,
  biasGradient,
  cast,
  conv2d,
  conv2dFilterGradient,
  conv2dInputGradient,
  fastestLayout,
  type Tensor,
  Variable,
} from '@parallax/tensors';
import { dtypeOf, type Precision } from '../precision.js';
import type { Forward, Layer } from './layer.js';
import { asItIs, standardiseFilter } from './standardise.js';

/** Convolution of [N, H, W, in] with square filters: [N, H', W', out] in the precision's type, which later layers go on in. */
export class Convolution implements Layer {
  readonly parameters: readonly Variable[];
  readonly buffers: readonly Variable[] = [];
  readonly backwardReads = backwardReads.convolution;
  readonly #filter: Variable;
  readonly #bias: Variable | undefined;
  readonly #windows: { stride: number; padding: number };
  readonly #dtype: 'float32' | 'bfloat16';
  readonly #isFirst: boolean;
  readonly #prepare: typeof standardiseFilter;

  /**
   * @param filter [kernel, kernel, in, out]
   * @param bias [out], where it has one
   * @param isFirst its inputs are the images, by which nobody needs a gradient
   */
  constructor(
    { name, kernel, inputs, outputs, stride, padding, isStandardised = false }: Data,
    { filter, bias }: { filter: Float32Array; bias?: Float32Array | undefined },
    precision: Precision,
    isFirst: boolean,
  ) {
    this.#filter = new Variable(`${name}.weight`, [kernel, kernel, inputs, outputs], filter);
    this.#bias = bias && new Variable(`${name}.bias`, [outputs], bias);
    this.parameters = this.#bias ? [this.#filter, this.#bias] : [this.#filter];
    this.#windows = { stride, padding };
    this.#dtype = dtypeOf(precision);
    this.#isFirst = isFirst;
    this.#prepare = isStandardised ? standardiseFilter : asItIs;
  }

  forward(input: Tensor): Forward {
    const given = cast(input, this.#dtype);
    const prepared = this.#prepare(this.#filter.read());
    const filter = cast(prepared.output, this.#dtype);
    const layout = fastestLayout(given, filter.shape[0], this.#windows);
    const images = layout.arrange(given);
    const convolved = layout.restore(conv2d(images, filter, this.#windows));
    const output = this.#bias ? biasAdd(convolved, cast(this.#bias.read(), this.#dtype)) : convolved;
    return {
      output,
      backward: (byOutput) => {
        const gradient = cast(byOutput, this.#dtype);
        const arranged = layout.arrange(gradient);
        const byPrepared = cast(conv2dFilterGradient(images, filter.shape, arranged, this.#windows), 'float32');
        const byFilter = prepared.backward(byPrepared);
        const byInput = () => layout.restore(conv2dInputGradient(images.shape, filter, arranged, this.#windows));
        return {
          parameters: this.#bias ? [byFilter, cast(biasGradient(gradient), 'float32')] : [byFilter],
          input: this.#isFirst ? undefined : cast(byInput(), input.dtype),
        };
      },
    };
  }
}
