import { type ResolvedEmbedding, resolveEmbedding, shardOf } from '@parallax/specs';
import test from 'ava';
import { invalid } from '../support/errors.js';

const encoder = { training: 'training-0123456789abcdef' };
const resolve = (shard: object): ResolvedEmbedding => resolveEmbedding({ encoder, shard });

test('shards cover all images, each once, in blocks of 256', (t) => {
  for (const [images, count] of [
    [1000, 3],
    [50_000, 7],
    [257, 2],
    [512, 2],
    [3, 1],
  ] as const) {
    const shards = Array.from({ length: count }, (_, index) => shardOf(resolve({ index, count }), images));
    t.deepEqual(
      shards.map(([start]) => start),
      [0, ...shards.slice(0, -1).map(([, end]) => end)],
    );
    t.is(shards.at(-1)?.[1], images);
    t.true(shards.every(([start, end]) => start % 256 === 0 && end > start));
    const sizes = shards.map(([start, end]) => Math.ceil((end - start) / 256));
    t.true(Math.max(...sizes) - Math.min(...sizes) <= 1);
  }
});

test('more shards than blocks are refused: some would have no image', (t) => {
  t.like(
    t.throws(() => shardOf(resolve({ index: 0, count: 3 }), 512)),
    invalid('spec.shard.count', 3),
  );
  t.notThrows(() => shardOf(resolve({ index: 0, count: 2 }), 512));
});

test('without a shard, an embedding is of all images', (t) => {
  t.deepEqual(shardOf(resolveEmbedding({ encoder }), 123), [0, 123]);
});

test('a shard that is none of them is refused by field', (t) => {
  const refused = (shard: object, field: string, value: unknown) =>
    t.like(
      t.throws(() => resolve(shard)),
      invalid(field, value),
    );
  refused({ index: 0 }, 'spec.shard.count', 0);
  for (const index of [-1, 3]) refused({ index, count: 3 }, 'spec.shard.index', index);
  refused({ count: 3 }, 'spec.shard.index', '');
});

test('an epoch of an encoder is a whole number from 1, and comes with a training', (t) => {
  const at = (epoch: number, source: object = encoder) => resolveEmbedding({ encoder: { ...source, epoch } });
  t.deepEqual(at(10).encoder, { ...encoder, epoch: 10 });
  for (const epoch of [0, -1, 1.5, 1e6 + 1, Number.NaN])
    t.like(
      t.throws(() => at(epoch)),
      invalid('spec.encoder.epoch', epoch),
    );
  t.like(
    t.throws(() => at(10, { sha256: 'a'.repeat(64) })),
    invalid('spec.encoder.epoch', 10),
  );
});
