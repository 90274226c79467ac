import { bytesOf } from './dtype.js';
import { execute, executeAll, shape, text, type } from './execute.js';
import { hold } from './memory.js';
import { outsideScopes } from './scope.js';
import { type Tensor, tensor } from './tensor.js';

/** TensorFlow's name for a variable that no one else can look up, freed with its handle. */
const anonymous = 'cd2c89b7-88b7-44c8-ad83-06c2a9158347';

/** float32 values that change in place: a parameter, or an optimiser's moment. It outlives scopes until disposed of. */
export class Variable {
  /** How messages and checkpoints name it. */
  readonly name: string;
  readonly shape: readonly number[];
  /** The resource that ops which change it take. */
  readonly handle: Tensor;
  #live = true;

  constructor(
    name: string,
    size: readonly number[],
    values: Float32Array = new Float32Array(size.reduce((a, b) => a * b, 1)),
  ) {
    this.name = name;
    this.shape = size;
    this.handle = outsideScopes(() =>
      execute('VarHandleOp', [], [type('dtype', 'float32'), shape('shape', size), text('shared_name', anonymous)]),
    );
    hold(bytesOf('float32', size));
    this.set(values);
  }

  /** The values as a tensor that shares the variable's memory. While it lives, a change in place has to copy first. */
  read(): Tensor {
    return execute('ReadVariableOp', [this.handle], [type('dtype', 'float32')]);
  }

  /** Copies values in: into memory of TensorFlow's own, so that a change in place never reaches the caller's array. */
  set(values: Float32Array): void {
    const given = outsideScopes(() => tensor(values, this.shape));
    const copy = outsideScopes(() => execute('DeepCopy', [given]));
    executeAll('AssignVariableOp', [this.handle, copy], [type('dtype', 'float32')], 0);
    copy.dispose();
    given.dispose();
  }

  /** Takes the values of a tensor, whose memory it shares until one of them changes. */
  assign(values: Tensor): void {
    executeAll('AssignVariableOp', [this.handle, values], [type('dtype', 'float32')], 0);
  }

  /** The values, read back. */
  data(): Float32Array {
    const values = outsideScopes(() => this.read());
    try {
      return values.data() as Float32Array;
    } finally {
      values.dispose();
    }
  }

  dispose(): void {
    if (this.#live) hold(-bytesOf('float32', this.shape));
    this.#live = false;
    this.handle.dispose();
  }
}
