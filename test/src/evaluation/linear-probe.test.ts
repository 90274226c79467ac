import type { ParallaxError } from '@parallax/errors';
import {
  type Features,
  type LinearClassifier,
  type RowsTask,
  rowsIn,
  scores,
  shuffled,
  type Watch,
} from '@parallax/evaluation';
import { liveTensors, startEngine } from '@parallax/tensors';
import test from 'ava';
import { hash32, uniform } from '../parity/formula.js';
import { invalid } from '../support/errors.js';
import { answersOf, onlyAnswer } from './support/answers.js';

test.before(() => {
  startEngine();
});

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
const task = {
  train: rowsIn('train', train.features),
  trainLabels: train.labels,
  test: rowsIn('test', held.features),
  classes: 3,
  seed: 0,
};
const linearProbe = async (values: object, given: Partial<RowsTask> = {}, watch: Watch = {}) =>
  (await onlyAnswer('linear', { ...task, ...given }, { epochs: 20, ...values }, watch)).labels;
const optimiser = { adam: { learningRate: 0.02 } } as const;

test('it learns what a plane can tell apart, however large or small a feature is', async (t) => {
  const { accuracy } = scores(await linearProbe({ batch: 64, optimiser }), held.labels, 3);
  t.true(accuracy.value > 0.9, String(accuracy.value));
});

test('the same seed gives the same predictions, features that never change give no NaN', async (t) => {
  const first = await linearProbe({}, { seed: 3 });
  t.deepEqual(await linearProbe({}, { seed: 3 }), first);
  const constant = { data: new Float32Array(500 * 8).fill(0.1), width: 8 };
  t.is((await linearProbe({}, { train: rowsIn('train', constant) })).length, 200);
});

test('what can’t be is refused by name', async (t) => {
  const strange = { ...train.features, data: train.features.data.with(9, Number.NaN) };
  const given = { train: rowsIn('train', strange) };
  t.like(await t.throwsAsync(linearProbe({}, given)), invalid('train (column 1)', Number.NaN));
  const wild = { adam: { learningRate: 1e38 } } as const;
  const error = await t.throwsAsync<ParallaxError>(linearProbe({ optimiser: wild }), {
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
  await linearProbe({ epochs: 1 });
  const before = liveTensors();
  const seen: { done: number; total: number }[] = [];
  await linearProbe({ epochs: 2 }, {}, { report: (progress) => seen.push(progress) });
  t.deepEqual(seen.at(-1), { done: 1000, total: 1000, unit: 'images' });
  t.true(seen.every(({ done }, index) => index === 0 || done > (seen[index - 1]?.done as number)));
  const stop = new AbortController();
  const stopped = linearProbe({}, {}, { report: () => stop.abort(new Error('enough')), signal: stop.signal });
  await t.throwsAsync(stopped, { message: 'enough' });
  t.is(liveTensors(), before);
});

test('of several learning rates the best on held-out images is chosen, and those that leave the finite are not', async (t) => {
  const rates = [1e-6, 0.02, 1e38];
  const [answer] = await answersOf('linear', task, { epochs: 5, learningRates: rates });
  t.deepEqual(answer?.chosen, { learning_rate: 0.02 });
  // What is chosen is then trained as if it had been asked for.
  t.deepEqual(answer?.labels, await linearProbe({ epochs: 5, learningRates: [0.02] }));
  t.deepEqual((await answersOf('linear', task, { epochs: 5, learningRates: rates }))[0], answer);
  const error = await t.throwsAsync<ParallaxError>(linearProbe({ epochs: 5, learningRates: [1e37, 1e38] }));
  t.is(error?.reason, 'LOSS_NOT_FINITE');
});

test('a cosine ends where a constant rate does not, SGD learns as well', async (t) => {
  const sgd = { optimiser: { sgd: { learningRate: 0.1, momentum: 0.9 } }, epochs: 10 };
  const cosine = await linearProbe({ ...sgd, schedule: { cosine: { restarts: 0 }, warmup: 0.1 } });
  t.true(scores(cosine, held.labels, 3).accuracy.value > 0.9);
  const weights = async (schedule: object) =>
    ((await onlyAnswer('linear', task, { ...sgd, schedule })).classifier as LinearClassifier).weight;
  t.notDeepEqual(await weights({ cosine: { restarts: 0 }, warmup: 0 }), await weights({ constant: {}, warmup: 0 }));
});

test('the classifier that is kept gives what was predicted, in float64 and without TensorFlow', async (t) => {
  const answer = await onlyAnswer('linear', task, { epochs: 5, optimiser });
  const { weight, bias, mean, deviation } = answer.classifier as LinearClassifier;
  const rows = await task.test.read(0, 200);
  for (const row of [0, 7, 199]) {
    const logits = Array.from(bias, (start, label) =>
      mean.reduce((sum, centre, column) => {
        const spread = deviation[column] as number;
        const value = spread === 0 ? 0 : ((rows[row * 8 + column] as number) - centre) / spread;
        return sum + value * (weight[label * 8 + column] as number);
      }, start),
    );
    const total = logits.reduce((sum, logit) => sum + Math.exp(logit), 0);
    for (const [label, logit] of logits.entries()) {
      const apart = Math.abs(Math.exp(logit) / total - (answer.probabilities[row * 3 + label] as number));
      t.true(apart < 1e-5, `${row} ${label}: ${apart}`);
    }
  }
});
