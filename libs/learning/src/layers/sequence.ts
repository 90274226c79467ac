import { scope, type Tensor, type Variable } from '@parallax/tensors';
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

/** Of what gradients go through, only those stay that somebody else still needs: there is as much of the others as of the way forward. */
function backwardThrough(passed: readonly Forward[], given: Tensor): Backward {
  const parameters: Tensor[] = [];
  let gradient: Tensor | undefined = given;
  for (const { backward } of passed.toReversed()) {
    if (!gradient) throw new Error('a layer without a gradient by its input can only be the first');
    const byOutput: Tensor = gradient;
    const back: Backward = scope(() => backward(byOutput));
    parameters.unshift(...back.parameters);
    gradient = back.input;
    if (byOutput !== given && byOutput !== gradient) byOutput.dispose();
  }
  return { parameters, input: gradient };
}
