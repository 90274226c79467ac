import { rateAt, type Schedule } from '@parallax/learning';
import test from 'ava';

test('a cosine schedule rises to 1 over its warm-up, then falls along half a cosine', (t) => {
  const schedule: Schedule = { cosine: {}, warmup: 4, steps: 12 };
  const rates = Array.from({ length: 12 }, (_, step) => rateAt(schedule, step));
  t.deepEqual(rates.slice(0, 5), [0.25, 0.5, 0.75, 1, 1]);
  t.is(rates[8]?.toFixed(6), '0.500000');
  t.is(rateAt(schedule, 12), 0);
  t.true(rates.every((rate) => rate > 0));
});

test('a constant schedule is 1 throughout', (t) => {
  t.is(rateAt({ constant: {} }, 10_000), 1);
});

test('a linear schedule falls by the same amount each step', (t) => {
  const rates = Array.from({ length: 4 }, (_, step) => rateAt({ linear: {}, steps: 4 }, step));
  t.deepEqual(rates, [1, 0.75, 0.5, 0.25]);
});

test('a cosine with restarts begins again from the highest, after as many steps each time', (t) => {
  const rates = Array.from({ length: 12 }, (_, step) => rateAt({ cosine: { restarts: 2 }, steps: 12 }, step));
  t.deepEqual(
    rates.slice(0, 4).map((rate) => rate.toFixed(4)),
    ['1.0000', '0.8536', '0.5000', '0.1464'],
  );
  for (const [at, rate] of rates.entries()) t.is(rate, rates[at % 4] as number);
  // Where the parts are no whole number of steps, the first step of each that begins with one is the highest.
  t.is(rateAt({ cosine: { restarts: 5 }, steps: 14 }, 7), 1);
  t.is(rateAt({ cosine: { restarts: 5 }, steps: 15_620 }, 7810), 1);
});
