import type { ParallaxError } from '@parallax/errors';
import { type Features, linearProbe as probeRows, rowsIn, scores, shuffled } from '@parallax/evaluation';
import { liveTensors, startEngine } from '@parallax/tensors';
import test from 'ava';
import { hash32, uniform } from '../parity/formula.js';
import { invalid } from '../support/errors.js';

test.before(() => {
  startEngine();
});

type Options = Omit<Parameters<typeof probeRows>[0], 'train' | 'test'> & { train: Features; test: Features };

/** Of features in memory. */
const linearProbe = async ({ train, test, ...options }: Options) =>
  probeRows({ ...options, train: rowsIn('train', train), test: rowsIn('test', test) });

/** Noise about a centre for each of 3 classes, on features of very different size, one of which never changes. */
function clusters(count: number, salt: number): { features: Features; labels: Uint8Array } {
  const labels = Uint8Array.from({ length: count }, (_, row) => hash32(row, salt) % 3);
  const noise = uniform(count * 8, salt + 1);
  const data = noise.map((value, at) => {
    const [row, column] = [Math.floor(at / 8), at % 8];
    if (column === 7) return 0.1;
    return (value + (column === labels[row] ? 1.5 : 0)) * 1000 ** (column - 3) + column;
  });
  return { features: { data, width: 8 }, labels };
}

const train = clusters(500, 1);
const held = clusters(200, 2);
const task = { train: train.features, trainLabels: train.labels, test: held.features, classes: 3, epochs: 20 };
const optimiser = { adam: { learningRate: 0.02 } } as const;

test('it learns what a plane can tell apart, however large or small a feature is', async (t) => {
  const { accuracy } = scores(await linearProbe({ ...task, batch: 64, optimiser }), held.labels, 3);
  t.true(accuracy.value > 0.9, String(accuracy.value));
});

test('the same seed gives the same predictions, features that never change give no NaN', async (t) => {
  const first = await linearProbe({ ...task, seed: 3 });
  t.deepEqual(await linearProbe({ ...task, seed: 3 }), first);
  const constant = { data: new Float32Array(500 * 8).fill(0.1), width: 8 };
  t.is((await linearProbe({ ...task, train: constant })).length, 200);
});

test('what can’t be is refused by name', async (t) => {
  const failure = (changes: object) => t.throwsAsync(linearProbe({ ...task, ...changes }));
  t.like(await failure({ epochs: 0 }), invalid('epochs', 0));
  t.like(await failure({ batch: 0.5 }), invalid('batch', 0.5));
  const strange = { ...train.features, data: train.features.data.with(9, Number.NaN) };
  t.like(await failure({ train: strange }), invalid('train (column 1)', Number.NaN));
  const wild = { adam: { learningRate: 1e38 } } as const;
  const error = await t.throwsAsync<ParallaxError>(linearProbe({ ...task, optimiser: wild }), {
    message: /loss is (NaN|Infinity)/,
  });
  t.is(error?.reason, 'LOSS_NOT_FINITE');
  t.regex(error?.metadata.step ?? '', /^\d+$/);
});

test('an epoch has each row once: in one permutation, or shuffled by blocks', async (t) => {
  const features = rowsIn('train', {
    data: Float32Array.from({ length: 300 }, (_, at) => Math.floor(at / 3)),
    width: 3,
  });
  const rowsOf = async (options: { epoch: number; mostBytes?: number }) => {
    const rows: number[] = [];
    for await (const batch of shuffled(features, { batch: 7, seed: 3, ...options })) {
      t.true(batch.rows.length <= 7);
      t.deepEqual(
        [...batch.data],
        [...batch.rows].flatMap((row) => [row, row, row]),
      );
      rows.push(...batch.rows);
    }
    t.deepEqual(
      rows.toSorted((a, b) => a - b),
      Array.from({ length: 100 }, (_, row) => row),
    );
    return rows;
  };
  const whole = await rowsOf({ epoch: 1 });
  t.deepEqual(await rowsOf({ epoch: 1 }), whole);
  t.notDeepEqual(await rowsOf({ epoch: 2 }), whole);
  // 16 blocks of two rows are in memory at a time.
  const blocks = await rowsOf({ epoch: 1, mostBytes: 2 * 32 * 12 });
  t.notDeepEqual(blocks, whole);
  t.is(new Set(blocks.slice(0, 32).map((row) => Math.floor(row / 2))).size, 16);
  t.notDeepEqual(await rowsOf({ epoch: 2, mostBytes: 2 * 32 * 12 }), blocks);
});

test.serial('it reports, stops when asked to, and gives all its memory back', async (t) => {
  await linearProbe({ ...task, epochs: 1 });
  const before = liveTensors();
  const seen: { done: number; total: number }[] = [];
  await linearProbe({ ...task, epochs: 2, report: (progress) => seen.push(progress) });
  t.deepEqual(seen.at(-1), { done: 1000, total: 1000, unit: 'images' });
  t.true(seen.every(({ done }, index) => index === 0 || done > (seen[index - 1]?.done as number)));
  const stop = new AbortController();
  const stopped = linearProbe({ ...task, report: () => stop.abort(new Error('enough')), signal: stop.signal });
  await t.throwsAsync(stopped, { message: 'enough' });
  t.is(liveTensors(), before);
});
