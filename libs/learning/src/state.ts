import { invalidField } from '@parallax/errors';
import type { Variable } from '@parallax/tensors';

/** Named tensors, as safetensors carries them: a checkpoint, or a part of one. */
export type State = Record<string, { dtype: 'F32' | 'I32'; shape: number[]; data: Float32Array | Int32Array }>;

export function stateOf(variables: readonly Variable[]): State {
  return Object.fromEntries(
    variables.map((variable) => [variable.name, { dtype: 'F32', shape: [...variable.shape], data: variable.data() }]),
  );
}

/** @throws INVALID_FIELD that names the tensor which is missing or has another shape */
export function restoreVariables(variables: readonly Variable[], state: State): void {
  for (const { name, shape } of variables) {
    const expected = `[${shape.join(', ')}]`;
    const found = state[name] ? `[${state[name].shape.join(', ')}]` : 'missing';
    if (found !== expected) throw invalidField(`checkpoint.${name}`, found, `must be ${expected}`);
  }
  for (const variable of variables) variable.set(state[variable.name]?.data as Float32Array);
}
