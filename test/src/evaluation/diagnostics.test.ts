import { type Diagnostics, diagnostics } from '@parallax/evaluation';
import { liveTensors, startEngine } from '@parallax/tensors';
import test from 'ava';
import { fixture, uniform } from '../parity/formula.js';
import { invalid } from '../support/errors.js';

test.before(() => {
  startEngine();
});

const views = (data: Float32Array, width: number) => ({ data, width });

test('every value equals NumPy’s in float64', async (t) => {
  const { width, ...expected } = fixture<{ diagnostics: Diagnostics & { width: number } }>(
    'evaluation/evaluation.json',
  ).diagnostics;
  const { images } = expected;
  const first = uniform(images * width, 900).map((value, at) => value / (1 + (at % width)));
  const shift = uniform(images * width, 901).map((value, at) => (0.3 * value) / (1 + (at % width)));
  const second = first.map((value, at) => value + (shift[at] as number));
  const found = await diagnostics({ first: views(first, width), second: views(second, width) });
  t.deepEqual(Object.keys(found).sort(), Object.keys(expected).sort());
  for (const [name, value] of Object.entries(expected)) {
    const ours = found[name as keyof Diagnostics];
    t.true(Math.abs(ours - value) <= 1e-5 * Math.abs(value), `${name}: ${ours}, not ${value}`);
  }
});

for (const [how, value] of [
  ['equal rows', 0.3],
  ['rows of zeros', 0],
] as const) {
  test(`a collapsed encoder of ${how} has defined values`, async (t) => {
    const collapsed = views(new Float32Array(300 * 24).fill(value), 24);
    const { images, ...found } = await diagnostics({ first: collapsed, second: collapsed });
    t.is(images, 300);
    t.is(found.alignment, 0);
    t.true(Math.abs(found.uniformity) < 1e-6);
    t.is(found.featureStd, 0);
    t.true(Math.abs(found.rankMe - 1) < 1e-3);
    t.is(found.contrastiveTop1, 0);
  });
}

test('orthonormal rows whose views agree are at the other end', async (t) => {
  const identity = Float32Array.from({ length: 64 * 64 }, (_, at) => (at % 65 === 0 ? 2 : 0));
  const found = await diagnostics({ first: views(identity, 64), second: views(identity, 64) });
  t.is(found.alignment, 0);
  t.true(Math.abs(found.uniformity + 4) < 1e-5);
  t.true(Math.abs(found.rankMe - 64) < 1e-2);
  t.is(found.contrastiveTop1, 1);
});

test('one image, or fewer images than coordinates, have defined values', async (t) => {
  for (const images of [1, 2, 5]) {
    const found = await diagnostics({
      first: views(uniform(images * 8, 1), 8),
      second: views(uniform(images * 8, 2), 8),
    });
    t.true(Object.values(found).every(Number.isFinite), JSON.stringify(found));
  }
});

test('views that differ in shape or are not finite are refused by name', async (t) => {
  const first = views(new Float32Array(12), 4);
  const refused = async (second: ReturnType<typeof views>, field: string, value: unknown) =>
    t.like(await t.throwsAsync(diagnostics({ first, second })), invalid(field, value));
  await refused(views(new Float32Array(12), 3), 'second.width', 3);
  await refused(views(new Float32Array(8), 4), 'second', '2 rows');
  const strange = views(new Float32Array(12).with(4, Infinity), 4);
  await refused(strange, 'second (row 1)', Number.POSITIVE_INFINITY);
});

test.serial('they report, stop when asked to, and give all their memory back', async (t) => {
  const both = { first: views(uniform(6000, 1), 10), second: views(uniform(6000, 2), 10) };
  await diagnostics(both);
  const before = liveTensors();
  const seen: { done: number; total: number }[] = [];
  await diagnostics({ ...both, report: (progress) => seen.push(progress) });
  t.is(seen.at(-1)?.done, seen.at(-1)?.total);
  await t.throwsAsync(diagnostics({ ...both, signal: AbortSignal.abort(new Error('enough')) }), { message: 'enough' });
  t.is(liveTensors(), before);
});
