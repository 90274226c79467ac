import type { OnlineDiagnostics } from '@parallax/contract';
import type { State } from '@parallax/learning';

const name = 'diagnostics.online';

/** In the order in which a checkpoint has them. */
const fields = [
  'epoch',
  'alignment',
  'uniformity',
  'featureStd',
  'rankMe',
  'contrastiveTop1',
  'knnAccuracy',
  'images',
  'bank',
  'seconds',
] as const satisfies readonly (keyof OnlineDiagnostics)[];

/** The diagnostics of a training's epochs as a tensor of its checkpoint, a row for each. */
export function diagnosticsState(found: readonly OnlineDiagnostics[]): State {
  const data = Float32Array.from(found.flatMap((each) => fields.map((field) => Number(each[field]))));
  return { [name]: { dtype: 'F32', shape: [found.length, fields.length], data } };
}

/** Those that a checkpoint holds; none where it is from a version without them. */
export function diagnosticsIn(state: State | undefined): OnlineDiagnostics[] {
  const { data = [], shape } = state?.[name] ?? {};
  if (shape?.[1] !== fields.length) return [];
  return Array.from({ length: shape[0] as number }, (_, row) =>
    Object.fromEntries(fields.map((field, at) => [field, data[row * fields.length + at]])),
  );
}
