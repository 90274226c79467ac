import { backwardReads, type Attention as Data, type StateDict } from '@parallax/networks';
import {
  batchMatmul,
  cast,
  type DType,
  multiply,
  pack,
  reshape,
  scalar,
  scope,
  softmax,
  subtract,
  sum,
  type Tensor,
  transpose,
  unpack,
  type Variable,
} from '@parallax/tensors';
import { dtypeOf, type Precision } from '../precision.js';
import { Affine } from './affine.js';
import type { Backward, Forward, Layer } from './layer.js';

/** Self-attention of several heads (Vaswani et al. 2017) over tokens [N, T, width]: softmax(q·kᵀ/√(width of a head))·v, projected. */
export class Attention implements Layer {
  readonly parameters: readonly Variable[];
  readonly buffers: readonly Variable[] = [];
  readonly backwardReads = backwardReads.attention;
  readonly #mixed: Affine;
  readonly #projection: Affine;
  readonly #heads: number;
  readonly #dtype: 'float32' | 'bfloat16';

  constructor({ name, heads }: Data, state: StateDict, precision: Precision) {
    this.#mixed = new Affine(`${name}.qkv`, state, precision);
    this.#projection = new Affine(`${name}.proj`, state, precision);
    this.parameters = [...this.#mixed.parameters, ...this.#projection.parameters];
    this.#heads = heads;
    this.#dtype = dtypeOf(precision);
  }

  forward(input: Tensor): Forward {
    const passed = scope(() => this.#pass(input));
    return { output: passed.output, backward: (gradient) => scope(() => this.#back(passed, gradient, input.dtype)) };
  }

  #pass(input: Tensor): Passed {
    const [count, tokens, width] = input.shape as [number, number, number];
    const rows = cast(reshape(input, [-1, width]), this.#dtype);
    const mixed = reshape(this.#mixed.forward(rows), [count, tokens, 3, this.#heads, width / this.#heads]);
    const [queries, keys, values] = unpack(transpose(mixed, [2, 0, 3, 1, 4])) as [Tensor, Tensor, Tensor];
    const scaled = multiply(queries, scaleOf(queries));
    const logits = cast(batchMatmul(scaled, keys, { transposeB: true }), 'float32');
    const shares = cast(softmax(logits), this.#dtype);
    const joined = reshape(transpose(batchMatmul(shares, values), [0, 2, 1, 3]), rows.shape);
    const output = reshape(this.#projection.forward(joined), input.shape);
    return { rows, queries: scaled, keys, values, shares, joined, output };
  }

  #back({ rows, queries, keys, values, shares, joined, output }: Passed, given: Tensor, dtype: DType): Backward {
    const [count = 0, heads = 0, tokens = 0, each = 0] = queries.shape;
    const projection = this.#projection.backward(joined, cast(reshape(given, rows.shape), this.#dtype));
    const gradient = transpose(reshape(projection.input, [count, tokens, heads, each]), [0, 2, 1, 3]);
    const byLogits = throughSoftmax(batchMatmul(gradient, values, { transposeB: true }), shares);
    const byParts = pack([
      multiply(batchMatmul(byLogits, keys), scaleOf(queries)),
      batchMatmul(byLogits, queries, { transposeA: true }),
      batchMatmul(shares, gradient, { transposeA: true }),
    ]);
    const byMixed = reshape(transpose(byParts, [1, 3, 0, 2, 4]), [count * tokens, 3 * heads * each]);
    const mixed = this.#mixed.backward(rows, byMixed);
    return {
      parameters: [...mixed.parameters, ...projection.parameters],
      input: cast(reshape(mixed.input, output.shape), dtype),
    };
  }
}

/** What the way back needs of the way forward: all but the output in the precision's type. */
interface Passed {
  /** [N·T, width]. */
  rows: Tensor;
  /** Scaled, and like the keys and the values [N, heads, T, width of a head]. */
  queries: Tensor;
  keys: Tensor;
  values: Tensor;
  /** What each query takes of each value, [N, heads, T, T]: softmax is taken in float32. */
  shares: Tensor;
  /** What it takes of all, by all heads, [N·T, width]. */
  joined: Tensor;
  output: Tensor;
}

/** 1/√(width of a head), so that products of queries and keys are as large for wide heads. */
function scaleOf({ shape, dtype }: Tensor): Tensor {
  return cast(scalar(1 / Math.sqrt(shape.at(-1) as number)), dtype);
}

function throughSoftmax(gradient: Tensor, shares: Tensor): Tensor {
  const weighted = multiply(gradient, shares);
  return subtract(weighted, multiply(shares, sum(weighted, [3], true)));
}
