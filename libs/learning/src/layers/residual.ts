import type { Passing } from '@parallax/networks';
import { add, cast, scope, type Tensor, type Variable } from '@parallax/tensors';
import { type Backward, type Forward, isRead, type Layer, type Mode } from './layer.js';

/** x → body(x) + shortcut(x), or body(x) + x without a shortcut (He et al. 2016). */
export class Residual implements Layer {
  readonly parameters: readonly Variable[];
  readonly buffers: readonly Variable[];
  readonly backwardReads: readonly Passing[];
  readonly #body: Layer;
  readonly #shortcut: Layer | undefined;

  constructor(body: Layer, shortcut: Layer | undefined) {
    this.#body = body;
    this.#shortcut = shortcut;
    this.parameters = [...body.parameters, ...(shortcut?.parameters ?? [])];
    this.buffers = [...body.buffers, ...(shortcut?.buffers ?? [])];
    this.backwardReads = isRead('input', body) || (shortcut && isRead('input', shortcut)) ? ['input'] : [];
  }

  forward(input: Tensor, mode: Mode): Forward {
    const body = this.#body.forward(input, mode);
    const shortcut = this.#shortcut?.forward(input, mode);
    const output = scope(() => add(cast(body.output, input.dtype), shortcut?.output ?? input));
    // A sum has no need of its parts on the way back.
    if (!isRead('output', this.#body, mode)) body.output.dispose();
    if (shortcut && !isRead('output', this.#shortcut as Layer, mode)) shortcut.output.dispose();
    return {
      output,
      backward: (gradient) => {
        const [left, right] = [body.backward(gradient), shortcut?.backward(gradient)];
        const parameters = [...left.parameters, ...(right?.parameters ?? [])];
        return {
          parameters,
          input: add(left.input as Tensor, (right ? right.input : gradient) as Tensor),
        } satisfies Backward;
      },
    };
  }
}
