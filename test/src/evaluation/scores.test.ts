import { confusionOf, proportion, scores } from '@parallax/evaluation';
import test from 'ava';
import { fixture } from '../parity/formula.js';
import { invalid } from '../support/errors.js';

// Newcombe 1998, "Two-sided confidence intervals for the single proportion", table I, method 3.
const newcombe = [
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
] as const;

for (const [hits, count, low, high] of newcombe) {
  test(`the interval of ${hits} of ${count} is the one that Newcombe tabulates for Wilson's method`, (t) => {
    const found = proportion(hits, count);
    t.is(found.value, hits / count);
    t.is(found.count, count);
    t.is(Number(found.low.toFixed(4)), low);
    t.is(Number(found.high.toFixed(4)), high);
  });
}

test('an interval ends exactly at 0 and 1, and says nothing of nothing', (t) => {
  t.is(proportion(0, 7).low, 0);
  t.is(proportion(7, 7).high, 1);
  t.deepEqual(proportion(0, 0), { value: 0, low: 0, high: 1, count: 0 });
});

test('scores count per class and per confusion, a class without images included', (t) => {
  const { accuracy, perClass } = scores([0, 1, 1, 3], Uint8Array.of(0, 0, 1, 1), 4);
  t.is(accuracy.value, 0.5);
  t.deepEqual(
    perClass.map(({ value, count }) => [value, count]),
    [
      [0.5, 2],
      [0.5, 2],
      [0, 0],
      [0, 0],
    ],
  );
  t.deepEqual(
    confusionOf([0, 1, 1, 3], Uint8Array.of(0, 0, 1, 1), 4),
    [
      [1, 1, 0, 0],
      [0, 1, 0, 1],
      [0, 0, 0, 0],
      [0, 0, 0, 0],
    ].flat(),
  );
});

test('65,535 classes are scored by what there is of them', (t) => {
  const labels = Uint16Array.from({ length: 70_000 }, (_, image) => image % 65_535);
  const { accuracy, balancedAccuracy } = scores(
    labels.map((label) => Math.min(label, 60_000)),
    labels,
    65_535,
  );
  t.is(accuracy.count, 70_000);
  t.true(Math.abs(balancedAccuracy - 60_001 / 65_535) < 1e-12);
});

test('a prediction or a label that is no class is named', (t) => {
  t.like(
    t.throws(() => scores([0, 4], [0, 1], 4)),
    invalid('predictions[1]', 4),
  );
  t.like(
    t.throws(() => scores([0, 1], [0, 4], 4)),
    invalid('labels[1]', 4),
  );
  t.like(
    t.throws(() => scores([0], [0, 1], 4)),
    invalid('predictions', '1 labels'),
  );
});

test('balanced accuracy and macro F1 equal NumPy’s, with a class without images and one that is never found', (t) => {
  const expected = fixture<{
    measures: { truth: number[]; found: number[]; balancedAccuracy: number; macroF1: number };
  }>('evaluation/evaluation.json').measures;
  const { balancedAccuracy, macroF1, accuracy } = scores(expected.found, expected.truth, 6);
  t.true(Math.abs(balancedAccuracy - expected.balancedAccuracy) < 1e-12);
  t.true(Math.abs(macroF1 - expected.macroF1) < 1e-12);
  t.true(Math.abs(balancedAccuracy - accuracy.value) > 0.01);
});
