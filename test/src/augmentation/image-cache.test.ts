import { ImageCache } from '@parallax/augmentation-service';
import { BlobStore } from '@parallax/blobs';
import { type Stack, startStack } from '@parallax/local';
import { Settings } from '@parallax/settings';
import test from 'ava';

const shardsInAll = 12;
const perShard = 20;
/** Of one image, of which each has a byte of its own throughout. */
const imageBytes = 3072;

let stack: Stack;

test.before(async () => {
  stack = await startStack({ services: false });
});

test.after.always(() => stack?.stop());

/** What each byte of an image is. */
const byteOf = (image: number) => image % 251;

test('calls at once that need more shards than are kept get their own images, whatever is read into the memory of what', async (t) => {
  const store = await BlobStore.open(new Settings(stack.env));
  const shards = [];
  for (let shard = 0; shard < shardsInAll; shard++) {
    const data = new Uint8Array(perShard * imageBytes);
    for (let row = 0; row < perShard; row++) {
      data.fill(byteOf(shard * perShard + row), row * imageBytes, (row + 1) * imageBytes);
    }
    const tensors = { images: { dtype: 'U8' as const, shape: [perShard, 32, 32, 3], data } };
    shards.push({ count: perShard, images: await store.putTensors('datasets/blobs', tensors) });
  }
  const cache = new ImageCache(store, 4 * perShard * imageBytes);
  const split = { count: shardsInAll * perShard, shards };
  // Each call needs images of three shards that lie apart, and of others than the calls beside it.
  const take = async (call: number) => {
    const indices = Int32Array.from({ length: 30 }, (_, row) => {
      const shard = (call + 5 * Math.floor(row / 10)) % shardsInAll;
      return shard * perShard + ((7 * row + call) % perShard);
    });
    const taken = await cache.take(split, imageBytes, indices, new AbortController().signal);
    return indices.every((image, row) =>
      taken.subarray(row * imageBytes, (row + 1) * imageBytes).every((byte) => byte === byteOf(image)),
    );
  };
  for (let round = 0; round < 20; round++) {
    const calls = Array.from({ length: 8 }, (_, index) => take(8 * round + index));
    t.deepEqual(await Promise.all(calls), new Array(8).fill(true), `round ${round}`);
  }
});
