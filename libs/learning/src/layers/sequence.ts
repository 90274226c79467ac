import type { Passing } from '@parallax/networks';
import { scope, type Tensor, type Variable } from '@parallax/tensors';
import { type Backward, type Forward, isRead, type Layer, type Mode } from './layer.js';

/** Layers one after another. What lies between two of them is given back once the second has gone on from it, unless a way back reads it. */
export class Sequence implements Layer {
  readonly parameters: readonly Variable[];
  readonly buffers: readonly Variable[];
  readonly backwardReads: readonly Passing[];
  readonly #layers: readonly Layer[];

  constructor(layers: readonly Layer[]) {
    this.#layers = layers;
    this.parameters = layers.flatMap((layer) => layer.parameters);
    this.buffers = layers.flatMap((layer) => layer.buffers);
    const [first, last] = [layers[0], layers.at(-1)];
    this.backwardReads = (['input', 'output'] as const).filter((tensor) => {
      const layer = tensor === 'input' ? first : last;
      return !layer || isRead(tensor, layer);
    });
  }

  /** The first `count` of its layers, and the others: the same layers, with the same variables. */
  split(count: number): [first: Sequence, others: Sequence] {
    return [new Sequence(this.#layers.slice(0, count)), new Sequence(this.#layers.slice(count))];
  }

  forward(input: Tensor, mode: Mode): Forward {
    const passed: Forward[] = [];
    let output = input;
    for (const [place, layer] of this.#layers.entries()) {
      const forward = layer.forward(output, mode);
      passed.push(forward);
      const before = this.#layers[place - 1];
      const isDone = before && !isRead('output', before, mode) && !isRead('input', layer, mode);
      if (isDone && forward.output !== output) output.dispose();
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
