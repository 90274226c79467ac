import { rateAt, type Schedule } from '@parallax/training';
import test from 'ava';

test('a cosine schedule rises to 1 over its warm-up, then falls along half a cosine', (t) => {
  const schedule: Schedule = { name: 'cosine', warmup: 4, steps: 12 };
  const rates = Array.from({ length: 12 }, (_, step) => rateAt(schedule, step));
  t.deepEqual(rates.slice(0, 5), [0.25, 0.5, 0.75, 1, 1]);
  t.is(rates[8]?.toFixed(6), '0.500000');
  t.is(rateAt(schedule, 12), 0);
  t.true(rates.every((rate) => rate > 0));
});

test('a constant schedule is 1 throughout', (t) => {
  t.is(rateAt({ name: 'constant' }, 10_000), 1);
});
