import { type ImagesTask, scores } from '@parallax/evaluation';
import { initialise, Model } from '@parallax/learning';
import { liveTensors, startEngine } from '@parallax/tensors';
import test from 'ava';
import { hash32, images } from '../parity/formula.js';
import { answersOf, onlyAnswer } from './support/answers.js';

test.before(() => {
  startEngine();
});

const network = { size: 8, conv: { channels: [8], globalPooling: 'GLOBAL_POOLING_AVERAGE' as const } };
const labels = (count: number, salt: number) => Int32Array.from({ length: count }, (_, row) => hash32(row, salt) % 2);

/** Noise, with stripes of either direction in it: their mean colour is the same. */
function striped(
  count: number,
  salt: number,
): { count: number; read(start: number, end: number): Promise<Uint8Array> } {
  const classes = labels(count, salt);
  const pixels = images(count, 8, salt + 1).map((noise, at) => {
    const [row, y, x] = [Math.floor(at / 192), Math.floor(at / 24) % 8, Math.floor(at / 3) % 8];
    const stripe = (classes[row] === 0 ? x : y) % 2;
    return Math.floor(noise / 2) + 120 * stripe;
  });
  return { count, read: async (start, end) => pixels.subarray(start * 192, end * 192) };
}

const state = initialise(network, 'INITIALISATION_HE', 1);
const task: ImagesTask = {
  open: () => new Model(state, { network }),
  width: 8,
  classes: 2,
  seed: 3,
  normalisation: { mean: [0.5, 0.5, 0.5], standardDeviation: [0.5, 0.5, 0.5] },
  train: striped(257, 980),
  trainLabels: labels(257, 980),
  test: striped(100, 990),
};

const accuracyOf = (found: Int32Array) => scores(found, labels(100, 990), 2).accuracy.value;

test('the encoder learns from the labels, the same for the same seed, and the one that it was copied from stays', async (t) => {
  const before = structuredClone(state);
  const values = { epochs: 8, batch: 32, optimiser: { sgd: { learningRate: 0.1, momentum: 0.9 } } };
  const tuned = await onlyAnswer('fineTuning', task, values);
  t.true(accuracyOf(tuned.labels) > 0.95, `${accuracyOf(tuned.labels)}`);
  t.deepEqual((await onlyAnswer('fineTuning', task, values)).probabilities, tuned.probabilities);
  t.deepEqual(state, before);
  // A learning rate of nothing leaves the classifier at 0.
  const still = await onlyAnswer('fineTuning', task, { ...values, optimiser: { sgd: { learningRate: 1e-9 } } });
  for (const probability of still.probabilities) t.true(Math.abs(probability - 0.5) < 1e-3);
});

test.serial('it reports, stops when asked to, and gives all its memory back', async (t) => {
  await answersOf('fineTuning', task, { epochs: 1 });
  const before = liveTensors();
  const seen: { done: number; total: number }[] = [];
  await answersOf('fineTuning', task, { epochs: 2 }, { report: (progress) => seen.push(progress) });
  t.like(seen.at(-1), { done: 514, total: 514 });
  const stop = new AbortController();
  const watch = { report: () => stop.abort(new Error('enough')), signal: stop.signal };
  await t.throwsAsync(answersOf('fineTuning', task, {}, watch), { message: 'enough' });
  t.is(liveTensors(), before);
});
