import { type Layer, Linear, rectifier, Sequence } from '@parallax/learning';
import { deriveSeed, Generator } from '@parallax/random';
import { tensor, uniform } from '@parallax/tensors';
import { dropout, dropoutMask } from './dropout.js';
import type { LayeredClassifier } from './probes/probe.js';

const hidden = [512, 256] as const;

const dropoutRate = 0.2;

/** The notebook's classifier: width → 512 → ReLU → dropout .2 → 256 → ReLU → dropout .2 → classes. */
export class Mlp {
  readonly #layers: readonly [Linear, Linear, Linear];

  constructor(layers: readonly [Linear, Linear, Linear]) {
    this.#layers = layers;
  }

  /** PyTorch's default: weights and biases in U(±1/√inputs), of each layer from (seed, `probe-weights`, its place). */
  static initialise(width: number, classes: number, seed: number): Mlp {
    const linear = (place: number, inputs: number, outputs: number): Linear => {
      const generator = new Generator(deriveSeed(seed, 'probe-weights', place));
      const draw = (length: number) => uniform(length, -1 / Math.sqrt(inputs), 1 / Math.sqrt(inputs), generator);
      return new Linear(`fc${place + 1}`, draw(outputs * inputs), draw(outputs));
    };
    return new Mlp([linear(0, width, hidden[0]), linear(1, hidden[0], hidden[1]), linear(2, hidden[1], classes)]);
  }

  /** In PyTorch's order: fc1.weight, fc1.bias, fc2.weight, … */
  get parameters(): Linear['parameters'] {
    return this.#layers.flatMap((layer) => layer.parameters);
  }

  /** The network of one step, with that step's masks: [rows, 512] and [rows, 256]. */
  withDropout([first, second]: readonly [Float32Array, Float32Array]): Layer {
    const [fc1, fc2, fc3] = this.#layers;
    const layer = (mask: Float32Array, width: number) => dropout(tensor(mask, [mask.length / width, width]));
    return new Sequence([fc1, rectifier, layer(first, hidden[0]), fc2, rectifier, layer(second, hidden[1]), fc3]);
  }

  /** The network for prediction. */
  withoutDropout(): Layer {
    const [fc1, fc2, fc3] = this.#layers;
    return new Sequence([fc1, rectifier, fc2, rectifier, fc3]);
  }

  /** Its values, to be kept. */
  classifier(): LayeredClassifier {
    return { layers: this.#layers.map(({ weight, bias }) => ({ weight: weight.data(), bias: bias.data() })) };
  }

  dispose(): void {
    for (const parameter of this.parameters) parameter.dispose();
  }
}

/** The masks of a step for so many rows, in the layers' order. */
export function dropoutMasks(rows: number, generator: Generator): [Float32Array, Float32Array] {
  const [first, second] = hidden;
  return [dropoutMask(rows * first, dropoutRate, generator), dropoutMask(rows * second, dropoutRate, generator)];
}
