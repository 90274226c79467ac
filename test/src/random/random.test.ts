import { createHash } from 'node:crypto';
import { deriveSeed, Generator, permutation } from '@parallax/random';
import test from 'ava';

test('a seed is the first 16 bytes of the SHA-256 of what it is for', (t) => {
  const digest = createHash('sha256').update('parallax:7:views:1:2:0').digest();
  t.deepEqual(
    [...deriveSeed(7, 'views', 1, 2, 0)],
    [0, 4, 8, 12].map((at) => digest.readUInt32LE(at)),
  );
});

test('the generator is xoshiro128++: the reference implementation from state 1, 2, 3, 4', (t) => {
  const generator = new Generator([1, 2, 3, 4]);
  t.deepEqual(
    Array.from({ length: 6 }, () => generator.bits()),
    [641, 1573767, 3222811527, 3517856514, 836907274, 4247214768],
  );
});

test('integers are below their bound and as often each', (t) => {
  const generator = new Generator(deriveSeed(0, 'test'));
  const counts = [0, 0, 0, 0, 0, 0];
  for (let draw = 0; draw < 60_000; draw++) {
    const value = generator.integer(6);
    counts[value] = (counts[value] as number) + 1;
  }
  // Six standard deviations of a binomial count.
  t.true(
    counts.every((count) => Math.abs(count - 10_000) < 6 * Math.sqrt(60_000 * (1 / 6) * (5 / 6))),
    String(counts),
  );
});

test('below 2^32 an integer is all 32 bits of a draw', (t) => {
  const [generator, same] = [new Generator([1, 2, 3, 4]), new Generator([1, 2, 3, 4])];
  for (let draw = 0; draw < 6; draw++) t.is(generator.integer(2 ** 32), same.bits());
});

test('there is no integer below a bound that is none', (t) => {
  const generator = new Generator(deriveSeed(0, 'test'));
  for (const bound of [0, -1, 0.5, Number.NaN, 2 ** 32 + 1])
    t.throws(() => generator.integer(bound), { instanceOf: RangeError });
});

test('a permutation has each index once, and another seed has another', (t) => {
  const first = permutation(1000, new Generator(deriveSeed(0, 'order')));
  t.deepEqual(
    [...first].sort((a, b) => a - b),
    Array.from({ length: 1000 }, (_, index) => index),
  );
  t.notDeepEqual(first, permutation(1000, new Generator(deriveSeed(1, 'order'))));
});
