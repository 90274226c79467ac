import type { Architecture } from '@parallax/architecture';
import { initialise, notebook, type StateDict } from '@parallax/models';
import { uniform } from './formula.js';

/** Weights and biases in U(±1/√inputs) by the formula, as the scripts in test/parity make them. */
export function formulaWeights(architecture: Architecture = notebook): StateDict {
  const state = initialise(architecture, 'he', 0);
  let inputs = 0;
  for (const [place, parameter] of Object.values(state).entries()) {
    if (parameter.shape.length > 1) inputs = parameter.shape.slice(1).reduce((a, b) => a * b);
    const bound = Math.fround(1 / Math.sqrt(inputs));
    parameter.data = uniform(parameter.data.length, place).map((value) => value * bound);
  }
  return state;
}
