import {
  type Architecture,
  type ArchitectureHints,
  blockName,
  checkStateDict,
  fromFilter,
  headNames,
  type StateDict,
  type StateTensor,
  toFilter,
  type Unchecked,
} from '@parallax/architecture';
import { invalidField } from '@parallax/errors';
import { device, type Variable } from '@parallax/tensors';
import { Block } from './block.js';
import type { Layer } from './layer.js';
import { Linear } from './linear.js';
import { averagePool, flatten } from './pooling.js';
import type { Precision } from './precision.js';
import { rectifier } from './relu.js';
import { Sequence } from './sequence.js';

export interface ModelOptions {
  /** Of convolutions and poolings; default float32, which equals PyTorch's float32 to 1e-4 of the largest. */
  precision?: Precision;
  /** What the tensors' shapes don't say of the architecture: default the notebook's, without a global pooling. */
  architecture?: ArchitectureHints;
}

/** The notebook's SimCLR: an encoder from images to features h, and a head from h to projections z. */
export class Model {
  readonly architecture: Architecture;
  /** [N, size, size, 3] → h [N, features]: channels first as PyTorch flattens them, or their means. */
  readonly encoder: Layer;
  /** h → z [N, outputs]; undefined where it has none. */
  readonly head: Layer | undefined;

  /**
   * @throws INVALID_FIELD that names the tensor which is missing, too much, of the wrong shape, or not finite; or
   *   `spec.precision` where this machine does not multiply bfloat16
   */
  constructor(tensors: Unchecked, { precision = 'PRECISION_FLOAT32', architecture: hints }: ModelOptions = {}) {
    if (precision === 'PRECISION_BFLOAT16' && !device().bfloat16) {
      throw invalidField('spec.precision', precision, `must be float32 on this device (${device().class})`);
    }
    const { architecture, state } = checkStateDict(tensors, hints);
    this.architecture = architecture;
    this.encoder = new Sequence([
      ...architecture.channels.map((_, block) => makeBlock(state, block, precision)),
      architecture.globalPooling === 'average' ? averagePool : flatten,
    ]);
    this.head =
      architecture.head && new Sequence([makeLinear(state, headNames[0]), rectifier, makeLinear(state, headNames[1])]);
  }

  /** In the order of the state dict. */
  get parameters(): Variable[] {
    return [...this.encoder.parameters, ...(this.head?.parameters ?? [])];
  }

  /** The parameters read back, as PyTorch's `load_state_dict(strict=True)` takes them. */
  stateDict(): StateDict {
    return Object.fromEntries(this.parameters.map((parameter) => [parameter.name, stateTensor(parameter)]));
  }

  dispose(): void {
    for (const parameter of this.parameters) parameter.dispose();
  }
}

function makeBlock(state: StateDict, block: number, precision: Precision): Block {
  const name = blockName(block);
  const { shape, data } = state[`${name}.weight`] as StateTensor;
  const bias = state[`${name}.bias`] as StateTensor;
  return new Block(name, toFilter(data, shape), bias.data, block === 0, precision);
}

function makeLinear(state: StateDict, name: string): Linear {
  const weight = state[`${name}.weight`] as StateTensor;
  const bias = state[`${name}.bias`] as StateTensor;
  return new Linear(name, weight.data, bias.data);
}

function stateTensor(parameter: Variable): StateTensor {
  const data = parameter.data();
  if (parameter.shape.length !== 4) return { dtype: 'F32', shape: [...parameter.shape], data };
  const shape = parameter.shape.toReversed();
  // [h, w, in, out] reversed is [out, in, w, h], and filters are square.
  return { dtype: 'F32', shape, data: fromFilter(data, shape) };
}
