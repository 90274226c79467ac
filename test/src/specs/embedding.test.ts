import { type ResolvedEmbedding, resolveEmbedding, shardOf } from '@parallax/specs';
import test from 'ava';

const encoder = { training: 'training-0123456789abcdef' };
const resolve = (shard: object): ResolvedEmbedding => resolveEmbedding({ encoder, shard });

test('shards cover all images, each once, and differ by one at most', (t) => {
  for (const [images, count] of [
    [10, 3],
    [50_000, 7],
    [2, 5],
  ] as const) {
    const shards = Array.from({ length: count }, (_, index) => shardOf(resolve({ index, count }), images));
    t.deepEqual(
      shards.map(([start]) => start),
      [0, ...shards.slice(0, -1).map(([, end]) => end)],
    );
    t.is(shards.at(-1)?.[1], images);
    const sizes = shards.map(([start, end]) => end - start);
    t.true(Math.max(...sizes) - Math.min(...sizes) <= 1);
  }
});

test('without a shard, an embedding is of all images', (t) => {
  t.deepEqual(shardOf(resolveEmbedding({ encoder }), 123), [0, 123]);
});

test('a shard that is none of them is refused by field', (t) => {
  t.throws(() => resolve({ index: 0 }), { message: /spec\.shard\.count/ });
  for (const index of [-1, 3, undefined])
    t.throws(() => resolve({ index, count: 3 }), { message: /spec\.shard\.index/ });
});
