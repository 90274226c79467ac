import { Generator } from '@parallax/random';
import { exp, log, roundHalfEven, sinCos } from '@parallax/views/operations';
import test from 'ava';

test('logarithm, exponential, sine and cosine agree with the engine’s to 1e-15', (t) => {
  const generator = new Generator([1, 2, 3, 4]);
  for (let i = 0; i < 10_000; i++) {
    const x = generator.uniform(0.01, 100);
    t.true(Math.abs(log(x) - Math.log(x)) <= 1e-15 * Math.max(1, Math.abs(Math.log(x))));
    const y = generator.uniform(-5, 5);
    t.true(Math.abs(exp(y) / Math.exp(y) - 1) <= 1e-15);
    const degrees = generator.uniform(-400, 400);
    const { sin, cos } = sinCos(degrees);
    t.true(Math.abs(sin - Math.sin((degrees * Math.PI) / 180)) <= 2e-15);
    t.true(Math.abs(cos - Math.cos((degrees * Math.PI) / 180)) <= 2e-15);
  }
});

test('quarter turns are exact', (t) => {
  t.deepEqual(
    [-180, -90, 0, 90, 180, 270].map((degrees) => sinCos(degrees).sin + 0),
    [0, -1, 0, 1, 0, -1],
  );
  t.deepEqual(
    [-180, -90, 0, 90, 180, 270].map((degrees) => sinCos(degrees).cos + 0),
    [-1, 0, 1, 0, -1, 0],
  );
});

test('halves round to the even whole number', (t) => {
  t.deepEqual(
    [-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 2.4, 2.6].map((x) => roundHalfEven(x) + 0),
    [-2, -2, 0, 0, 2, 2, 2, 3],
  );
});
