import {
  describe,
  describeEncoder,
  headLayers,
  type Initialisation,
  type Layer,
  type Network,
  type StateDict,
  type StateEntry,
  sizeOfShape,
  stateEntries,
} from '@parallax/networks';
import { deriveSeed, Generator } from '@parallax/random';
import { gaussian, uniform } from '@parallax/tensors';

/** Fresh tensors. Each is drawn in PyTorch's order from a seed of its own: (seed, `weights`, its place). */
export function initialise(network: Network, initialisation: Initialisation, seed: number): StateDict {
  return initialiseEntries(stateEntries(network), initialisation, { seed, place: 0 });
}

/** Those of the head alone, which are what they are beside a fresh encoder. */
export function initialiseHead(network: Network, initialisation: Initialisation, seed: number): StateDict {
  const place = describeEncoder(network).entries.length;
  return initialiseLayers(headLayers(network), initialisation, { seed, place });
}

/** Fresh tensors of layers that stand beside a network, and begin at a place behind its last. */
export function initialiseLayers(
  layers: readonly Layer[],
  initialisation: Initialisation,
  from: { seed: number; place: number },
): StateDict {
  return initialiseEntries(describe(layers, [0], false).entries, initialisation, from);
}

function initialiseEntries(
  all: readonly StateEntry[],
  initialisation: Initialisation,
  { seed, place }: { seed: number; place: number },
): StateDict {
  const entries = all.map((entry, at): [string, StateDict[string]] => {
    const generator = new Generator(deriveSeed(seed, 'weights', place + at));
    return [entry.name, { dtype: 'F32', shape: [...entry.shape], data: draw(entry, initialisation, generator) }];
  });
  return Object.fromEntries(entries);
}

/** timm's deviation; it draws anew what lies beyond ±2, which is a hundred of them. */
const narrow = 0.02;

function draw(entry: StateEntry, initialisation: Initialisation, generator: Generator): Float32Array {
  const { role, fanIn, fanOut, drawn } = entry;
  const length = sizeOfShape(entry.shape);
  if (role === 'gain' || role === 'variance') return new Float32Array(length).fill(1);
  if (role === 'shift' || role === 'mean') return new Float32Array(length);
  if (role === 'token') return gaussian(length, 1e-6, generator);
  if (role === 'position') return gaussian(length, narrow, generator);
  if (initialisation === 'INITIALISATION_HE') {
    return role === 'bias' ? new Float32Array(length) : gaussian(length, Math.sqrt(2 / fanIn), generator);
  }
  if (drawn === 'narrow') return role === 'bias' ? new Float32Array(length) : gaussian(length, narrow, generator);
  if (drawn === 'fan-out') return gaussian(length, Math.sqrt(2 / fanOut), generator);
  return uniform(length, -1 / Math.sqrt(fanIn), 1 / Math.sqrt(fanIn), generator);
}
