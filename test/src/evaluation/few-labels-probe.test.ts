import { type RowsTask, rowsIn, scores } from '@parallax/evaluation';
import { startEngine } from '@parallax/tensors';
import test from 'ava';
import { hash32, uniform } from '../parity/formula.js';
import { answersOf, onlyAnswer } from './support/answers.js';

test.before(() => {
  startEngine();
});

/** 3 classes, of which the last has 5 images of 2,000 alone. */
const labels = Int32Array.from({ length: 2000 }, (_, row) => (row % 400 === 7 ? 2 : hash32(row, 970) % 2));
const data = uniform(2000 * 6, 971).map((value, at) => value + (at % 6 === labels[Math.floor(at / 6)] ? 1.5 : 0));
const rows = rowsIn('train', { data, width: 6 });
const task: RowsTask = { train: rows, trainLabels: labels, test: rows, classes: 3, seed: 0 };

test('more labels find more, and the same seed the same', async (t) => {
  const answers = await answersOf('fewLabels', task, { shares: [0.003, 0.3] });
  t.deepEqual(
    answers.map(({ settings }) => settings),
    [{ share: 0.003 }, { share: 0.3 }],
  );
  const [few, many] = answers.map((answer) => scores(answer.labels, labels, 3).accuracy.value) as [number, number];
  t.true(many > few && many > 0.85, `${few} ${many}`);
  t.deepEqual(await answersOf('fewLabels', task, { shares: [0.003, 0.3] }), answers);
  const other = await onlyAnswer('fewLabels', { ...task, seed: 1 }, { shares: [0.003] });
  t.is(other.settings, undefined);
  t.notDeepEqual(other.classifier, answers[0]?.classifier);
});

test('of each class there are as many, however rare it is', async (t) => {
  // Of features that tell nothing there is nothing to learn but how many images of each class have labels.
  const nothing = { ...task, train: rowsIn('train', { data: new Float32Array(2000), width: 1 }) };
  const asked = { ...nothing, test: nothing.train };
  const { probabilities } = await onlyAnswer('fewLabels', asked, { shares: [0.0075] });
  for (const share of probabilities.subarray(0, 3)) t.true(Math.abs(share - 1 / 3) < 1e-3, `${share}`);
  // The last class has 5 images, where the others have a hundred each.
  const all = await onlyAnswer('fewLabels', asked, { shares: [0.15] });
  t.true(Math.abs((all.probabilities[2] as number) - 5 / 205) < 1e-3);
});
