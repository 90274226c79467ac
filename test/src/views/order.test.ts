import { order } from '@parallax/views';
import test from 'ava';

const digest = 'ab'.repeat(32);

test('an order visits each of the images once', (t) => {
  t.deepEqual(
    [...order(1000, 7, 3, digest).toSorted()],
    Array.from({ length: 1000 }, (_, index) => index),
  );
  t.is(order(0, 7, 3, digest).length, 0);
});

test('an order depends on dataset, seed, epoch and the number of images, and on nothing else', (t) => {
  const orders = [
    order(50, 7, 3, digest),
    order(50, 8, 3, digest),
    order(50, 7, 4, digest),
    order(50, 7, 3, 'cd'.repeat(32)),
    order(51, 7, 3, digest),
  ];
  t.is(new Set(orders.map(String)).size, orders.length);
  t.deepEqual(order(50, 7, 3, digest), orders[0]);
});

test('an order is the one that it has always been', (t) => {
  t.deepEqual([...order(8, 7, 3, digest)], [6, 1, 4, 7, 5, 3, 0, 2]);
});
