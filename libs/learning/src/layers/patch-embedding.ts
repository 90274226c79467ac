import {
  backwardReads,
  type PatchEmbedding as Data,
  patchConvolution,
  type StateDict,
  toFilter,
} from '@parallax/networks';
import { add, cast, concat, reshape, scope, slice, sum, type Tensor, tensor, Variable } from '@parallax/tensors';
import type { Precision } from '../precision.js';
import { Convolution } from './convolution.js';
import type { Forward, Layer } from './layer.js';

/** Images [N, size, size, 3] → float32 tokens [N, 1 + patches, width], each with its position; the first is the class token. */
export class PatchEmbedding implements Layer {
  readonly parameters: readonly Variable[];
  readonly buffers: readonly Variable[] = [];
  readonly backwardReads = backwardReads['patch-embedding'];
  readonly #token: Variable;
  readonly #positions: Variable;
  readonly #convolution: Convolution;

  constructor({ width, patch }: Data, state: StateDict, precision: Precision) {
    const values = (name: string) => state[name] as StateDict[string];
    const variable = (name: string) => new Variable(name, values(name).shape, values(name).data);
    this.#token = variable('cls_token');
    this.#positions = variable('pos_embed');
    const convolution = patchConvolution(width, patch);
    const { data, shape } = values(`${convolution.name}.weight`);
    const filters = { filter: toFilter(data, shape), bias: values(`${convolution.name}.bias`).data };
    this.#convolution = new Convolution(convolution, filters, precision, true);
    this.parameters = [this.#token, this.#positions, ...this.#convolution.parameters];
  }

  forward(input: Tensor): Forward {
    const patches = this.#convolution.forward(input);
    const [count, , , width] = patches.output.shape as [number, number, number, number];
    const output = scope(() => {
      const tokens = add(tensor(new Float32Array(count), [count, 1, 1]), this.#token.read());
      const images = cast(reshape(patches.output, [count, -1, width]), 'float32');
      return add(concat([tokens, images], 1), this.#positions.read());
    });
    return {
      output,
      backward: (gradient) => {
        const byPositions = sum(gradient, [0], true);
        // The class token is added to the same sum as its position.
        const byToken = slice(byPositions, [0, 0, 0], [1, 1, width]);
        const byPatches = reshape(slice(gradient, [0, 1, 0], [-1, -1, -1]), patches.output.shape);
        return { parameters: [byToken, byPositions, ...patches.backward(byPatches).parameters] };
      },
    };
  }
}
