import type { Attribute } from './binding.js';
import { type DType, dtypes } from './dtype.js';
import { engine } from './engine.js';
import { outsideScopes } from './scope.js';
import { Tensor, tensor } from './tensor.js';

/** TensorFlow's numbers of attribute types (`tensorflow/c/tf_attrtype.h`). */
const kinds = { text: 0, integer: 1, real: 2, flag: 3, type: 4, shape: 5 } as const;

export const text = (name: string, value: string): Attribute => ({ name, type: kinds.text, value });
export const integer = (name: string, value: number | readonly number[]): Attribute => ({
  name,
  type: kinds.integer,
  value,
});
export const real = (name: string, value: number): Attribute => ({ name, type: kinds.real, value });
export const flag = (name: string, value: boolean): Attribute => ({ name, type: kinds.flag, value });
export const type = (name: string, value: DType): Attribute => ({ name, type: kinds.type, value: dtypes[value] });
export const shape = (name: string, value: readonly number[]): Attribute => ({ name, type: kinds.shape, value });

/** Runs a TensorFlow kernel by its name (https://www.tensorflow.org/api_docs/python/tf/raw_ops) with several outputs. */
export function executeAll(
  name: string,
  inputs: readonly Tensor[],
  attributes: readonly Attribute[],
  outputs: number,
): Tensor[] {
  const ids = inputs.map((input) => input.id);
  return engine()
    .binding.executeOp(name, attributes, ids, outputs)
    .map((handle) => new Tensor(handle));
}

/** Runs a TensorFlow kernel with one output. */
export function execute(name: string, inputs: readonly Tensor[], attributes: readonly Attribute[] = []): Tensor {
  return executeAll(name, inputs, attributes, 1)[0] as Tensor;
}

const constants = new Map<string, Tensor>();

/** Integers that an op takes as a tensor (axes, shapes): made once, kept for as long as the process lives. */
export function integers(...values: readonly number[]): Tensor {
  return constant(`[${values}]`, () => tensor(Int32Array.from(values)));
}

/** An integer that an op takes as a scalar tensor. */
export function integerScalar(value: number): Tensor {
  return constant(String(value), () => tensor(Int32Array.of(value), []));
}

function constant(key: string, make: () => Tensor): Tensor {
  const known = constants.get(key);
  if (known) return known;
  const made = outsideScopes(make);
  constants.set(key, made);
  return made;
}
