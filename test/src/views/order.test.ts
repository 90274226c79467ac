import { imagesPerShard, type OrderSpec, order } from '@parallax/views';
import test from 'ava';

const spec: OrderSpec = { count: 50, imageBytes: 3072, seed: 7, epoch: 3, dataset: 'ab'.repeat(32) };

/** 41 shards of two images each, of which the last has one: three groups. */
const large: OrderSpec = { ...spec, count: 81, imageBytes: 32 * 2 ** 20 };

const counted = (count: number) => Array.from({ length: count }, (_, index) => index);

test('an order visits each of the images once', (t) => {
  for (const each of [spec, large, { ...spec, count: 400_000 }])
    t.deepEqual([...order(each).toSorted()], counted(each.count));
  t.is(order({ ...spec, count: 0 }).length, 0);
});

test('an order depends on dataset, seed, epoch and the number of images, and on nothing else', (t) => {
  for (const each of [spec, large]) {
    const orders = [
      order(each),
      order({ ...each, seed: 8 }),
      order({ ...each, epoch: 4 }),
      order({ ...each, dataset: 'cd'.repeat(32) }),
      order({ ...each, count: each.count + 1 }),
    ];
    t.is(new Set(orders.map(String)).size, orders.length);
    t.deepEqual(order(each), orders[0]);
  }
});

test('an order is the one that it has always been', (t) => {
  t.deepEqual([...order({ ...spec, count: 8 })], [6, 1, 4, 7, 5, 3, 0, 2]);
});

test('a part of an order is what all of it has there', (t) => {
  for (const each of [spec, large]) {
    const all = order(each);
    for (const [start, end] of [
      [0, 5],
      [30, 34],
      [31, 50],
      [0, each.count],
    ] as const)
      t.deepEqual([...order(each, start, end)], [...all.subarray(start, end)]);
  }
});

test('of more images than 1 GiB, those of sixteen shards at a time are permuted', (t) => {
  const all = order(large);
  const perShard = imagesPerShard(large.imageBytes);
  t.is(perShard, 2);
  const shards = new Set<number>();
  // The shard of a single image may be in any group.
  for (let start = 0; start < large.count; ) {
    const group = new Set<number>();
    const left = () => [...group].reduce((sum, shard) => sum + Math.min(perShard, large.count - shard * perShard), 0);
    let end = start;
    do group.add(Math.floor((all[end++] as number) / perShard));
    while (end - start < Math.min(32, large.count - start) && (group.size < 16 || end - start < left()));
    t.true(group.size <= 16);
    for (const shard of group) {
      t.false(shards.has(shard), 'a shard is in one group');
      shards.add(shard);
    }
    start = end;
  }
  t.is(shards.size, 41);
  t.notDeepEqual(
    [...all.subarray(0, 32)],
    [...all.subarray(0, 32)].toSorted((a, b) => a - b),
  );
});
