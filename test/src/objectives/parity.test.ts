import { crossEntropy, ntXent, selfSimilarity } from '@parallax/objectives';
import { startEngine, tensor } from '@parallax/tensors';
import test from 'ava';
import { difference, fixture, type Sample, uniform } from '../parity/formula.js';

const objectives = { 'nt-xent': ntXent, 'self-similarity': selfSimilarity };

const expected = fixture<{
  objectives: Record<keyof typeof objectives, { temperature: number; loss: number; gradient: Sample }>;
}>('step/step.json').objectives;

test.before(() => {
  startEngine();
});

for (const name of ['nt-xent', 'self-similarity'] as const) {
  test(`${name} and its gradient equal PyTorch’s, a row of zeros included`, (t) => {
    const { temperature, loss, gradient } = expected[name];
    const rows = uniform(8 * 5, 200).fill(0, 15, 20);
    const ours = objectives[name](tensor(rows, [8, 5]), temperature);
    t.true(Math.abs((ours.loss.data()[0] as number) - loss) <= 1e-5 * loss);
    const values = ours.gradient.data() as Float32Array;
    t.true(values.every(Number.isFinite));
    t.true(difference(values, gradient) <= 1e-4);
  });

  test(`${name} stays finite at a temperature of 1e-4`, (t) => {
    const { loss, gradient } = objectives[name](tensor(uniform(8 * 5, 200), [8, 5]), 1e-4);
    t.true(Number.isFinite(loss.data()[0]));
    t.true((gradient.data() as Float32Array).every(Number.isFinite));
  });
}

test('a collapsed batch has the loss ln n, and no gradient', (t) => {
  const { loss, gradient } = selfSimilarity(tensor(new Float32Array(128 * 4).fill(0.5), [128, 4]), 0.5);
  t.true(Math.abs((loss.data()[0] as number) - Math.log(128)) < 1e-5);
  t.true((gradient.data() as Float32Array).every((value) => Math.abs(value) < 1e-6));
});

test('cross-entropy is the mean of -log softmax at the labels', (t) => {
  const { loss, gradient } = crossEntropy(tensor(Float32Array.of(0, 0, Math.log(3), 0), [2, 2]), Int32Array.of(0, 1));
  t.true(Math.abs((loss.data()[0] as number) - (Math.log(2) + Math.log(4)) / 2) < 1e-6);
  t.deepEqual(
    [...gradient.data()].map((value) => Math.fround(value).toFixed(4)),
    ['-0.2500', '0.2500', '0.3750', '-0.3750'],
  );
});
