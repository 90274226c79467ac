import { initialise } from '@parallax/learning';
import { type Network, notebook, type StateDict, type StateEntry, sizeOfShape, stateEntries } from '@parallax/networks';
import { uniform } from './formula.js';

/** Weights and biases in U(±1/√inputs) by the formula, as the scripts in test/parity make them. */
export function formulaWeights(network: Network = notebook): StateDict {
  const state = initialise(network, 'INITIALISATION_HE', 0);
  let inputs = 0;
  for (const [place, parameter] of Object.values(state).entries()) {
    if (parameter.shape.length > 1) inputs = parameter.shape.slice(1).reduce((a, b) => a * b);
    const bound = Math.fround(1 / Math.sqrt(inputs));
    parameter.data = uniform(parameter.data.length, place).map((value) => value * bound);
  }
  return state;
}

/** What becomes of a value in [-1, 1) by the formula. */
function entryValue(role: StateEntry['role'], fanIn: number): (value: number, at: number) => number {
  const near1 = (value: number) => Math.fround(1 + Math.fround(value * 0.25));
  switch (role) {
    case 'weight':
      return (value) => value * Math.fround(Math.sqrt(6 / fanIn));
    case 'bias':
      return (value) => value * Math.fround(1 / Math.sqrt(fanIn));
    case 'mean':
      return (value) => value * 0.25;
    case 'variance':
      return near1;
    case 'gain':
      return (value) => near1(value) * 0.25;
    case 'token':
    case 'position':
      return (value) => value * 0.5;
    case 'shift':
      return (value, at) => (at % 2 === 0 ? -near1(value) : near1(value));
  }
}

/** The same for a network with norms: as `fill` of test/parity/networks.py. */
export function formulaState(network: Network): StateDict {
  const entries = stateEntries(network).map(({ name, shape, role, fanIn }, place): [string, StateDict[string]] => {
    const values = uniform(sizeOfShape(shape), place);
    return [name, { dtype: 'F32', shape: [...shape], data: values.map(entryValue(role, fanIn)) }];
  });
  return Object.fromEntries(entries);
}
