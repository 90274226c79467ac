import type { Attention as Data, StateDict } from '@parallax/networks';
import {
  batchMatmul,
  cast,
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
import type { Forward, Layer } from './layer.js';

/** Self-attention of several heads (Vaswani et al. 2017) over tokens [N, T, width]: softmax(q·kᵀ/√(width of a head))·v, projected. */
export class Attention implements Layer {
  readonly parameters: readonly Variable[];
  readonly buffers: readonly Variable[] = [];
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
    const [count, tokens, width] = input.shape as [number, number, number];
    const rows = cast(reshape(input, [-1, width]), this.#dtype);
    const byToken = [count, tokens, 3, this.#heads, width / this.#heads];
    const mixed = this.#mixed.forward(rows);
    const parts = unpack(transpose(reshape(mixed.output, byToken), [2, 0, 3, 1, 4])) as Parts;
    const attended = attend(...parts);
    const joined = reshape(transpose(attended.output, [0, 2, 1, 3]), rows.shape);
    const projected = this.#projection.forward(joined);
    return {
      output: reshape(projected.output, input.shape),
      backward: (gradient) => {
        const back = projected.backward(cast(reshape(gradient, rows.shape), this.#dtype));
        const byHead = transpose(reshape(back.input, [count, tokens, ...byToken.slice(3)]), [0, 2, 1, 3]);
        const byParts = transpose(pack(attended.backward(byHead)), [1, 3, 0, 2, 4]);
        const { parameters, input: byRows } = mixed.backward(reshape(byParts, mixed.output.shape));
        return {
          parameters: [...parameters, ...back.parameters],
          input: cast(reshape(byRows, input.shape), input.dtype),
        };
      },
    };
  }
}

/** Each [N, heads, T, width of a head]. */
type Parts = [queries: Tensor, keys: Tensor, values: Tensor];

/** What each query takes of the values: by the softmax of its products with the keys, which is taken in float32. */
function attend(queries: Tensor, keys: Tensor, values: Tensor): { output: Tensor; backward(gradient: Tensor): Parts } {
  const { dtype } = queries;
  const scale = cast(scalar(1 / Math.sqrt(queries.shape.at(-1) as number)), dtype);
  const scaled = multiply(queries, scale);
  const shares = scope(() => cast(softmax(cast(batchMatmul(scaled, keys, { transposeB: true }), 'float32')), dtype));
  return {
    output: batchMatmul(shares, values),
    backward: (gradient) => {
      const byLogits = scope(() => throughSoftmax(batchMatmul(gradient, values, { transposeB: true }), shares));
      return [
        multiply(batchMatmul(byLogits, keys), scale),
        batchMatmul(byLogits, scaled, { transposeA: true }),
        batchMatmul(shares, gradient, { transposeA: true }),
      ];
    },
  };
}

function throughSoftmax(gradient: Tensor, shares: Tensor): Tensor {
  const weighted = multiply(gradient, shares);
  return subtract(weighted, multiply(shares, sum(weighted, [3], true)));
}
