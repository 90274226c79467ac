import { type Features, knn as knnOfRows, rowsIn } from '@parallax/evaluation';
import { liveTensors, startEngine } from '@parallax/tensors';
import test from 'ava';
import { fixture, hash32, uniform } from '../parity/formula.js';
import { invalid } from '../support/errors.js';
import { answersOf } from './support/answers.js';

test.before(() => {
  startEngine();
});

type Options = Omit<Parameters<typeof knnOfRows>[0], 'train' | 'test'> & { train: Features; test: Features };

/** Of features in memory. */
const knn = async ({ train, test, ...options }: Options) =>
  knnOfRows({ ...options, train: rowsIn('train', train), test: rowsIn('test', test) });

const rows = (count: number, salt: number): Features => ({ data: uniform(count * 64, salt), width: 64 });
const labels = Int32Array.from({ length: 300 }, (_, index) => hash32(index, 602) % 10);
const bank = rows(300, 600);
bank.data.fill(0, 7 * 64, 8 * 64);
const task = { train: bank, trainLabels: labels, test: rows(20, 601), classes: 10 };

test('class scores equal PyTorch’s', async (t) => {
  const { k, temperature, scores } = fixture<{ knn: { k: number; temperature: number; scores: number[] } }>(
    'evaluation/evaluation.json',
  ).knn;
  const ours = await knn({ ...task, k, temperature });
  const apart = scores.map((score, index) => Math.abs(score - (ours.scores[index] as number)));
  t.is(ours.scores.length, scores.length);
  t.true(Math.max(...apart) <= 1e-4 * Math.max(...scores));
  for (const [row, prediction] of ours.predictions.entries()) {
    const shares = scores.slice(row * 10, row * 10 + 10);
    t.is(prediction, shares.indexOf(Math.max(...shares)));
  }
});

test('pieces of the test set make no difference', async (t) => {
  const whole = await knn({ ...task, k: 50 });
  const last = await knn({ ...task, k: 50, test: { data: task.test.data.slice(19 * 64), width: 64 } });
  t.deepEqual([...last.predictions], [...whole.predictions.slice(19)]);
});

test('blocks of the bank make no difference', async (t) => {
  const equal: Features = { data: uniform(10 * 64, 600), width: 64 };
  const doubled = { data: Float32Array.from([...equal.data, ...equal.data]), width: 64 };
  for (const [train, k] of [
    [bank, 50],
    [doubled, 15],
  ] as const) {
    const asked = { ...task, train, trainLabels: labels.slice(0, train.data.length / 64), k };
    const whole = await knn(asked);
    for (const rowsOfBlock of [1, 4, 7]) {
      const cut = await knn({ ...asked, mostBytes: 4 * rowsOfBlock * 64 * 4 });
      t.deepEqual(cut.predictions, whole.predictions, `${rowsOfBlock} rows a block`);
      const apart = cut.scores.map((score, at) => Math.abs(score - (whole.scores[at] as number)));
      t.true(Math.max(...apart) <= 1e-5, `${rowsOfBlock} rows a block`);
    }
  }
});

test('a row of zeros is similar to nothing, and nothing is NaN at any temperature', async (t) => {
  const train: Features = { data: Float32Array.of(1, 0, 0, 0, -1, 0), width: 2 };
  const test: Features = { data: Float32Array.of(1, 0, 0, 0), width: 2 };
  const { scores } = await knn({ train, trainLabels: [0, 1, 2], test, classes: 3, k: 3, temperature: 1 });
  const total = Math.E + 1 + 1 / Math.E;
  const expected = [Math.E / total, 1 / total, 1 / Math.E / total, 1 / 3, 1 / 3, 1 / 3];
  for (const [index, share] of expected.entries()) t.true(Math.abs((scores[index] as number) - share) < 1e-6);
  const tiny: Features = { data: train.data.map((value) => value * 1e-42), width: 2 };
  t.true(
    (await knn({ train: tiny, trainLabels: [0, 1, 2], test: tiny, classes: 3, k: 3 })).scores.every(Number.isFinite),
  );
  const cold = await knn({ train, trainLabels: [0, 1, 2], test, classes: 3, k: 3, temperature: 1e-300 });
  t.deepEqual([...cold.scores.slice(0, 3)], [1, 0, 0]);
  t.true(cold.scores.every(Number.isFinite));
});

test('of equal scores the lowest label wins, of equally similar neighbours the earlier', async (t) => {
  const train: Features = { data: Float32Array.of(1, 1, 1, 1), width: 1 };
  const test: Features = { data: Float32Array.of(5), width: 1 };
  const tied = await knn({ train, trainLabels: [3, 1, 3, 1], test, classes: 4, k: 4 });
  t.deepEqual([...tied.predictions], [1]);
  const cut = await knn({ train, trainLabels: [3, 1, 3, 1], test, classes: 4, k: 1 });
  t.deepEqual([...cut.predictions], [3]);
});

test('what can’t be is refused by name', async (t) => {
  const refused = async (changes: object, field: string, value: unknown) =>
    t.like(await t.throwsAsync(knn({ ...task, ...changes })), invalid(field, value));
  await refused({ k: 301 }, 'k', 301);
  await refused({ k: 0 }, 'k', 0);
  await refused({ temperature: 0 }, 'temperature', 0);
  await refused({ temperature: Number.NaN }, 'temperature', Number.NaN);
  await refused({ classes: 9 }, `trainLabels[${labels.indexOf(9)}]`, 9);
  await refused({ test: { data: new Float32Array(64), width: 32 } }, 'test.width', 32);
  await refused({ test: { data: new Float32Array(0), width: 64 } }, 'test', '0 numbers');
  const strange = { data: task.test.data.with(70, Number.NaN), width: 64 };
  await refused({ test: strange }, 'test (row 1)', Number.NaN);
});

test.serial('it reports, stops when asked to, and gives all its memory back', async (t) => {
  await knn({ ...task, k: 5 });
  const before = liveTensors();
  const seen: unknown[] = [];
  await knn({ ...task, k: 5, report: (progress) => seen.push(progress) });
  t.deepEqual(seen.at(-1), { done: 20, total: 20, unit: 'images' });
  const stopped = new Error('enough');
  await t.throwsAsync(knn({ ...task, k: 5, signal: AbortSignal.abort(stopped) }), { is: stopped });
  await t.throwsAsync(knn({ ...task, test: { ...task.test, data: task.test.data.with(3, Infinity) } }));
  t.is(liveTensors(), before);
});

test('several k are answered by one search, each as if it had been asked for alone', async (t) => {
  const { train, test: held, ...given } = task;
  const rows = { ...given, train: rowsIn('train', train), test: rowsIn('test', held), trainLabels: labels, seed: 0 };
  const searches: number[] = [];
  const report = ({ done }: { done: number }) => searches.push(done);
  const answers = await answersOf('knn', rows, { k: [50, 1, 7] }, { report });
  t.deepEqual(
    answers.map(({ settings }) => settings),
    [{ k: 50 }, { k: 1 }, { k: 7 }],
  );
  t.deepEqual(searches, [20]);
  for (const { settings, labels: found } of answers)
    t.deepEqual(found, (await knn({ ...task, k: settings?.k as number })).predictions);
});
