import type { Tensor, Variable } from '@parallax/tensors';
import type { Backward, Forward, Layer, Mode } from './layer.js';

/** Layers one after another. */
export class Sequence implements Layer {
  readonly parameters: readonly Variable[];
  readonly buffers: readonly Variable[];
  readonly #layers: readonly Layer[];

  constructor(layers: readonly Layer[]) {
    this.#layers = layers;
    this.parameters = layers.flatMap((layer) => layer.parameters);
    this.buffers = layers.flatMap((layer) => layer.buffers);
  }

  /** The first `count` of its layers, and the others: the same layers, with the same variables. */
  split(count: number): [first: Sequence, others: Sequence] {
    return [new Sequence(this.#layers.slice(0, count)), new Sequence(this.#layers.slice(count))];
  }

  forward(input: Tensor, mode: Mode): Forward {
    const passed: Forward[] = [];
    let output = input;
    for (const layer of this.#layers) {
      const forward = layer.forward(output, mode);
      passed.push(forward);
      output = forward.output;
    }
    return { output, backward: (gradient) => backwardThrough(passed, gradient) };
  }
}

function backwardThrough(passed: readonly Forward[], gradient: Tensor): Backward {
  const parameters: Tensor[] = [];
  let input: Tensor | undefined = gradient;
  for (const { backward } of passed.toReversed()) {
    if (!input) throw new Error('a layer without a gradient by its input can only be the first');
    const back: Backward = backward(input);
    parameters.unshift(...back.parameters);
    input = back.input;
  }
  return { parameters, input };
}
