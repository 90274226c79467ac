import { type BlobRef, BlobStore, checkKey } from '@parallax/blobs';
import { checkSha256, ParallaxError } from '@parallax/errors';
import { type Stack, startStack } from '@parallax/local';
import { Settings } from '@parallax/settings';
import test from 'ava';
import { behindProxy, refused } from './support/store.js';

let stack: Stack;
let store: BlobStore;

test.before(async () => {
  stack = await startStack({ services: false });
  store = await BlobStore.open(new Settings(stack.env));
});

test.after.always(() => stack?.stop());

const noKeys = [
  '',
  '.',
  '..',
  '/',
  '/a',
  'a/',
  'a//b',
  'a/../b',
  './a',
  'a\nb',
  'a\0',
  'a\x7f',
  '\ud800',
  'x'.repeat(256),
];

test('a key that no object could have is INVALID_ARGUMENT before the store hears of it', async (t) => {
  const { proxy, store: behind } = await behindProxy(t, stack);
  const before = proxy.requests.length;
  for (const key of [...noKeys, `${'ab/'.repeat(341)}ab`, `${'語/'.repeat(256)}語`]) {
    const ref: BlobRef = { bucket: store.bucket, key, size: 0, sha256: '', tensors: [] };
    for (const call of [behind.stat(key), behind.head(key), behind.get(ref), behind.put(key, new Uint8Array(0))]) {
      const error = await refused(t, call, 'INVALID_FIELD');
      t.is(error.metadata.field, 'key');
    }
    t.like(
      t.throws(() => checkKey('some.key', key)),
      { reason: 'INVALID_FIELD', metadata: { field: 'some.key' } },
    );
  }
  t.is(proxy.requests.length, before);
});

test('the longest keys are taken, and any letters', async (t) => {
  for (const key of [`${'x'.repeat(255)}/`.repeat(4).slice(0, -1), `${'語'.repeat(85)}/…`, '...', 'a b+?&=%2F/ä']) {
    const ref = await store.put(key, Buffer.from(key));
    t.deepEqual(await store.stat(key), ref);
  }
});

test('a sha256 is checked by form', (t) => {
  const sha256 = '0123456789abcdef'.repeat(4);
  checkSha256('encoder.sha256', sha256);
  for (const value of [
    '',
    '../..',
    sha256.slice(1),
    `${sha256}0`,
    sha256.toUpperCase(),
    `${sha256}\n`,
    '語'.repeat(2000),
  ]) {
    const error = t.throws(() => checkSha256('encoder.sha256', value), { instanceOf: ParallaxError });
    t.is(error?.reason, 'INVALID_FIELD');
    t.is(error?.metadata.field, 'encoder.sha256');
  }
});
