import { invalidField } from '@parallax/errors';
import {
  checkStateDict,
  encoderLayers,
  fromFilter,
  headLayers,
  type Network,
  type NetworkSpec,
  type StateDict,
  type StateTensor,
  specOf,
  stateEntries,
  type Unchecked,
} from '@parallax/networks';
import { device, type Variable } from '@parallax/tensors';
import { build } from './layers/build.js';
import type { Layer } from './layers/layer.js';
import type { Sequence } from './layers/sequence.js';
import type { Precision } from './precision.js';

export interface ModelOptions {
  /** Of convolutions and poolings; default float32, which equals PyTorch's float32 to 1e-4 of the largest. */
  precision?: Precision;
  /** Which network the tensors are of; default the notebook's, without a global pooling, with as many channels as they have. */
  network?: NetworkSpec & { size?: number; weightStandardisation?: boolean };
}

/** An encoder from images to features h, and a head from h to projections z. */
export class Model {
  readonly network: Network;
  readonly precision: Precision;
  /** [N, size, size, 3] → h [N, features]. */
  readonly encoder: Sequence;
  /** h → z [N, outputs]; undefined where it has none. */
  readonly head: Layer | undefined;

  /**
   * @throws INVALID_FIELD that names the tensor which is missing, too much, of the wrong shape, or not finite; or
   *   `spec.precision` where this machine does not multiply bfloat16
   */
  constructor(tensors: Unchecked, { precision = 'PRECISION_FLOAT32', network: given }: ModelOptions = {}) {
    if (precision === 'PRECISION_BFLOAT16' && !device().bfloat16.isMultiplied) {
      throw invalidField('spec.precision', precision, `must be float32 on this device (${device().class})`);
    }
    const { network, state } = checkStateDict(tensors, given && { network: specOf(given), size: given.size });
    this.network = given?.weightStandardisation ? { ...network, weightStandardisation: true } : network;
    this.precision = precision;
    this.encoder = build(encoderLayers(this.network), state, precision, true);
    this.head = network.head && build(headLayers(network), state, precision, false);
  }

  /** What gradients reach, in the order of the state dict. */
  get parameters(): Variable[] {
    return [...this.encoder.parameters, ...(this.head?.parameters ?? [])];
  }

  /** All that it is made of: the parameters, and what they are beside, such as running means. */
  get variables(): Variable[] {
    return [...this.parameters, ...this.encoder.buffers, ...(this.head?.buffers ?? [])];
  }

  /** The variables read back, as PyTorch's `load_state_dict(strict=True)` takes them. */
  stateDict(): StateDict {
    const read = new Map(this.variables.map((variable) => [variable.name, variable]));
    return Object.fromEntries(
      stateEntries(this.network).map(({ name }) => [name, stateTensor(read.get(name) as Variable)]),
    );
  }

  dispose(): void {
    for (const variable of this.variables) variable.dispose();
  }
}

function stateTensor(parameter: Variable): StateTensor {
  const data = parameter.data();
  if (parameter.shape.length !== 4) return { dtype: 'F32', shape: [...parameter.shape], data };
  const shape = parameter.shape.toReversed();
  // [h, w, in, out] reversed is [out, in, w, h], and filters are square.
  return { dtype: 'F32', shape, data: fromFilter(data, shape) };
}
