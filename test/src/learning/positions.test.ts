import { adaptStateDict, checkStateDict, type NetworkSpec, type Unchecked } from '@parallax/networks';
import test from 'ava';
import { difference, fixture, type Sample, uniform } from '../parity/formula.js';

interface Resampled {
  from: number;
  to: number;
  positions: Sample;
}

const width = 192;
const patch = 16;
const network: NetworkSpec = { vitTiny: { patch: 'PATCH_16' } };

/** Positions of so many patches along a side, as timm saves them. */
function positionsOf(from: number): Unchecked {
  const shape = [1, 1 + from ** 2, width];
  return { pos_embed: { dtype: 'F32', shape, data: uniform((shape[1] as number) * width, 300) } };
}

for (const { from, to, positions } of fixture<Resampled[]>('positions.json')) {
  test(`positions of ${from}×${from} patches become ${to}×${to} as timm makes them, and the note says so`, (t) => {
    const size = to * patch;
    const { tensors, notes } = adaptStateDict(positionsOf(from), { network, size });
    t.deepEqual(tensors.pos_embed?.shape, positions.shape);
    const apart = difference(tensors.pos_embed?.data as Float32Array, positions);
    t.true(apart <= 1e-5, String(apart));
    t.deepEqual(notes, [
      `pos_embed of ${from}×${from} patches: resampled to ${to}×${to}, for images of ${size}×${size}`,
    ]);
  });
}

test('positions that are for the images’ size stay as they are, and what are no positions of a square is refused', (t) => {
  const same = adaptStateDict(positionsOf(4), { network, size: 64 });
  t.deepEqual(same, { tensors: positionsOf(4), notes: [] });
  const odd: Unchecked = { pos_embed: { dtype: 'F32', shape: [1, 15, width], data: new Float32Array(15 * width) } };
  const cls: Unchecked = { cls_token: { dtype: 'F32', shape: [1, 1, width], data: new Float32Array(width) } };
  const { tensors } = adaptStateDict({ ...cls, ...odd }, { network, size: 64 });
  const error = t.throws(() => checkStateDict(tensors, { network, size: 64 }));
  t.regex(error?.message ?? '', /pos_embed.*F32 \[1, 15, 192\].*must be F32 \[1, 17, 192\]/);
});
