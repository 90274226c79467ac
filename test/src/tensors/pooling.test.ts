import { firstMaximumGradient, maxPool, startEngine, tensor } from '@parallax/tensors';
import test from 'ava';
import { difference, fixture, type Sample, uniform } from '../parity/formula.js';

const { pooling } = fixture<{ pooling: Record<'even' | 'odd', { output: Sample; gradient: Sample }> }>(
  'step/step.json',
);

test.before(() => {
  startEngine();
});

for (const [name, shape] of [
  ['even', [2, 6, 6, 3]],
  ['odd', [1, 5, 7, 2]],
] as const) {
  const values = uniform(
    shape.reduce((a: number, b) => a * b, 1),
    500,
  ).map((value) => Math.floor(value * 2));

  test(`pooling of ${name} sizes gives the gradient to the first of equal maxima, as PyTorch’s`, (t) => {
    const { output, gradient } = maxPool(tensor(values, shape));
    const upstream = tensor(uniform(output.data().length, 501), output.shape);
    t.is(difference(output.data() as Float32Array, pooling[name].output), 0);
    t.true(difference(gradient(upstream).data() as Float32Array, pooling[name].gradient) < 1e-7);
  });

  test(`pooling of ${name} sizes has the same gradient from ops that GPUs have`, (t) => {
    const input = tensor(values, shape);
    const { output } = maxPool(input);
    const upstream = tensor(uniform(output.data().length, 501), output.shape);
    const gradient = firstMaximumGradient(input, output, upstream);
    t.deepEqual(gradient.shape, shape);
    t.true(difference(gradient.data() as Float32Array, pooling[name].gradient) < 1e-7);
  });
}
