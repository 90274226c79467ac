import type { StateDict } from '@parallax/architecture';
import { type Architecture, parameterShapes } from '@parallax/architecture';
import { deriveSeed, Generator } from '@parallax/random';
import { gaussian, uniform } from '@parallax/tensors';

/**
 * `pytorch`: the default of its layers, weights and biases in U(±1/√inputs). `he`: weights in N(0, 2/inputs), biases 0
 * (He et al. 2015, "Delving deep into rectifiers"). Inputs are those of one output.
 */
export type Initialisation = 'pytorch' | 'he';

/** Fresh parameters. Each is drawn in PyTorch's order from a seed of its own: (seed, `weights`, its place). */
export function initialise(architecture: Architecture, initialisation: Initialisation, seed: number): StateDict {
  const state: StateDict = {};
  let inputs = 0;
  for (const [name, shape] of parameterShapes(architecture)) {
    const generator = new Generator(deriveSeed(seed, 'weights', Object.keys(state).length));
    const length = product(shape);
    // A bias follows its weight and shares its inputs.
    if (shape.length > 1) inputs = product(shape.slice(1));
    state[name] = { dtype: 'F32', shape, data: draw(initialisation, length, inputs, shape.length === 1, generator) };
  }
  return state;
}

function draw(
  initialisation: Initialisation,
  length: number,
  inputs: number,
  bias: boolean,
  generator: Generator,
): Float32Array {
  if (initialisation === 'pytorch') return uniform(length, -1 / Math.sqrt(inputs), 1 / Math.sqrt(inputs), generator);
  return bias ? new Float32Array(length) : gaussian(length, Math.sqrt(2 / inputs), generator);
}

const product = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);
