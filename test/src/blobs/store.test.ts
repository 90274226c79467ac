import { createHash } from 'node:crypto';
import { type BlobRef, BlobStore, bytesOf, RowStore, streamTensor, type Tensors } from '@parallax/blobs';
import { type Stack, startStack } from '@parallax/local';
import { Settings } from '@parallax/settings';
import test from 'ava';
import { refused } from './support/store.js';

let stack: Stack;
let store: BlobStore;

test.before(async () => {
  stack = await startStack({ services: false });
  store = await BlobStore.open(new Settings(stack.env));
});

test.after.always(() => stack?.stop());

const tensors: Tensors = { x: { dtype: 'F32', shape: [2], data: Float32Array.of(1, 2) } };

test('tensors are put under their hash, and come back', async (t) => {
  const ref = await store.putTensors('some', tensors, { note: 'hello' });
  t.is(ref.key, `some/${ref.sha256}.safetensors`);
  t.deepEqual(ref.tensors, [{ name: 'x', dtype: 'F32', shape: [2] }]);
  t.deepEqual(await store.getTensors(ref), tensors);
  t.is(
    createHash('sha256')
      .update(await store.get(ref))
      .digest('hex'),
    ref.sha256,
  );
  t.deepEqual(await store.putTensors('some', tensors, { note: 'hello' }), ref);
  t.deepEqual(await store.stat(ref.key), ref);
});

test('bytes are put at any key, empty ones too', async (t) => {
  for (const bytes of [Buffer.from('hello'), new Uint8Array(0)]) {
    const ref = await store.put(`any/${bytes.length} ä+?.bin`, bytes);
    t.deepEqual(Buffer.from(await store.get(ref)), Buffer.from(bytes));
    t.deepEqual(await store.stat(ref.key), ref);
  }
  await refused(t, (async () => store.put('any/wrong.safetensors', Buffer.from('hello')))(), 'BLOB_CORRUPT');
});

test('what is missing is NOT_FOUND, by bucket and key', async (t) => {
  t.is(await store.stat('missing'), undefined);
  const ref: BlobRef = { bucket: store.bucket, key: 'missing', size: 1, sha256: '', tensors: [] };
  const error = await refused(t, store.get(ref), 'NOT_FOUND');
  t.is(error.metadata.bucket, store.bucket);
  t.is(error.metadata.key, 'missing');
});

test('an object that is not what its reference says is DATA_LOSS, by bucket and key', async (t) => {
  const ref = await store.putTensors('corrupt', tensors);
  const whole = Buffer.from(await store.get(ref));
  const flipped = Buffer.from(whole);
  flipped[flipped.length - 1] = 99;
  for (const bytes of [whole.subarray(0, -1), Buffer.concat([whole, Buffer.from('!')]), flipped, Buffer.alloc(0)]) {
    const raw = await fetch(await store.presignedPut(ref.key), { method: 'PUT', body: new Uint8Array(bytes) });
    t.true(raw.ok);
    const error = await refused(t, store.getTensors(ref), 'BLOB_CORRUPT');
    t.is(error.status, 'DATA_LOSS');
    t.like(error.metadata, { bucket: store.bucket, key: ref.key });
  }
});

test('of corrupt objects the one that was read is removed, and none that was put there since', async (t) => {
  const ref = await store.putTensors('mend', tensors);
  const damage = async () => fetch(await store.presignedPut(ref.key), { method: 'PUT', body: 'damaged' });
  await damage();
  const error = await refused(t, store.get(ref), 'BLOB_CORRUPT');
  await store.putTensors('mend', tensors);
  await store.removeCorrupt(error);
  t.deepEqual(await store.getTensors(ref), tensors);
  await damage();
  await store.removeCorrupt(await refused(t, store.get(ref), 'BLOB_CORRUPT'));
  t.is(await store.stat(ref.key), undefined);
  await t.notThrowsAsync(store.removeCorrupt(error));
});

test('an object is touched where it is older than was said, and stays what it is', async (t) => {
  const ref = await store.putTensors('touch ä+?', tensors, { note: 'hello' });
  const modified = async () => {
    for await (const object of store.list('touch')) return object.modified.getTime();
    return 0;
  };
  const before = await modified();
  t.deepEqual(await store.stat(ref.key, { ours: true, touchAfter: 60_000 }), ref);
  t.is(await modified(), before);
  t.deepEqual(await store.stat(ref.key, { ours: true, touchAfter: -1 }), ref);
  t.true((await modified()) > before);
  t.deepEqual(await store.stat(ref.key), ref);
  t.deepEqual(await store.getTensors(ref), tensors);
});

test('rows of a file are put and read piece by piece, as the same blob that they would be in memory', async (t) => {
  const width = 257;
  const count = 70_000;
  const data = Float32Array.from({ length: count * width }, (_, at) => Math.sin(at));
  const z = { dtype: 'F32' as const, shape: [count, 1], data: data.slice(0, count) };
  const rows = await RowStore.open({ count, bytes: 4 * width }, 1024);
  const short = await RowStore.open({ count, bytes: 4 });
  t.teardown(() => Promise.all([rows.close(), short.close()]));
  for (let start = 0; start < count; start += 10_000)
    await rows.add(bytesOf(data.subarray(start * width, (start + 10_000) * width)));
  await short.add(bytesOf(z.data));
  const ref = await store.putStreamed('streamed', { z: short.asTensor(), h: rows.asTensor() });
  const h = { dtype: 'F32' as const, shape: [count, width], data };
  t.deepEqual(await store.putTensors('streamed', { h, z }), ref);

  const read = async (name: string, of = ref) => {
    const pieces: Uint8Array[] = [];
    for await (const piece of streamTensor(store, of, name)) pieces.push(piece);
    t.true(pieces.every((piece) => piece.length <= 2 ** 25));
    return Buffer.concat(pieces);
  };
  t.true((await read('h')).equals(bytesOf(data)));
  t.true((await read('z')).equals(bytesOf(z.data)));
  t.like((await refused(t, read('y'), 'BLOB_CORRUPT')).metadata, { key: ref.key });
  await refused(t, read('h', { ...ref, sha256: 'a'.repeat(64) }), 'BLOB_CORRUPT');
});

test('a reference to more than there is takes no memory', async (t) => {
  const ref = await store.put('some/small', Buffer.from('hello'));
  await refused(t, store.get({ ...ref, size: 2 ** 40 }), 'BLOB_CORRUPT');
});

test('a presigned URL gives the object to anybody', async (t) => {
  const ref = await store.putTensors('public', tensors);
  const answer = await fetch(await store.presignedGet(ref.key));
  t.deepEqual(Buffer.from(await answer.arrayBuffer()), Buffer.from(await store.get(ref)));
});

test('presigned URLs name the store as clients outside see it', async (t) => {
  const env = { ...stack.env, PARALLAX_S3_PUBLIC_ENDPOINT: 'https://blobs.example.org' };
  const url = new URL(await (await BlobStore.open(new Settings(env))).presignedGet('some/key'));
  t.is(url.origin, 'https://blobs.example.org');
  t.is(url.pathname, `/${store.bucket}/some/key`);
  t.truthy(url.searchParams.get('X-Amz-Signature'));
});

test('objects are listed by prefix, over all pages, and removed', async (t) => {
  const keys = Array.from({ length: 1005 }, (_, index) => `list/${String(index).padStart(4, '0')}`);
  for (let start = 0; start < keys.length; start += 50) {
    await Promise.all(keys.slice(start, start + 50).map((key) => store.put(key, Buffer.from(key))));
  }
  const listed = async () => {
    const found: string[] = [];
    for await (const { key, size, modified } of store.list('list/')) {
      t.is(size, key.length);
      t.true(modified instanceof Date);
      found.push(key);
    }
    return found;
  };
  t.deepEqual(await listed(), keys);
  await store.remove([...keys, 'list/missing']);
  t.deepEqual(await listed(), []);
});

test('a bucket that is missing is made, by many at once', async (t) => {
  const settings = new Settings({ ...stack.env, PARALLAX_BUCKET: 'brand-new' });
  const stores = await Promise.all(Array.from({ length: 5 }, () => BlobStore.open(settings)));
  const ref = await stores[0]?.put('a', Buffer.from('a'));
  t.is(ref?.bucket, 'brand-new');
});

test('an endpoint that is none is refused, by name', async (t) => {
  for (const endpoint of ['ftp://localhost', 'http://localhost/path', 'nonsense']) {
    const settings = new Settings({ ...stack.env, PARALLAX_S3_ENDPOINT: endpoint });
    const error = await refused(t, (async () => BlobStore.open(settings))(), 'INVALID_FIELD');
    t.is(error.metadata.field, 'PARALLAX_S3_ENDPOINT');
  }
});

test('a bucket or a host that can be none is refused, by the name of the setting', async (t) => {
  const open = async (entry: object) => BlobStore.open(new Settings({ ...stack.env, ...entry }));
  for (const bucket of ['A', 'ab', 'with space', '../x', 'x'.repeat(64)]) {
    const error = await refused(t, open({ PARALLAX_BUCKET: bucket }), 'INVALID_FIELD');
    t.is(error.metadata.field, 'PARALLAX_BUCKET');
  }
  const error = await refused(t, open({ PARALLAX_S3_ENDPOINT: 'http://-x.example' }), 'INVALID_FIELD');
  t.is(error.metadata.field, 'PARALLAX_S3_ENDPOINT');
  // An IPv6 address is one; nobody listens there.
  await refused(t, open({ PARALLAX_S3_ENDPOINT: 'http://[::1]:1' }), 'UNAVAILABLE');
});

test('a call ends when its signal aborts', async (t) => {
  const large = new Uint8Array(64 * 1024 * 1024);
  const ref = await store.put('abort/large', large);
  const stopping = new AbortController();
  const calls = [
    store.get(ref, { signal: stopping.signal }),
    store.put('abort/other', large, { signal: stopping.signal }),
  ];
  stopping.abort();
  for (const call of calls) await refused(t, call, 'CANCELLED');
  t.is(await store.stat('abort/other'), undefined);
});

test('a store that is not there is UNAVAILABLE', async (t) => {
  const settings = new Settings({ ...stack.env, PARALLAX_S3_ENDPOINT: 'http://127.0.0.1:1' });
  await refused(t, BlobStore.open(settings), 'UNAVAILABLE');
});

test('440 MB go up from where they lie, and come down into one buffer', async (t) => {
  const count = 110_000_000;
  const data = new Float32Array(count);
  data[count - 1] = 42;
  const before = process.memoryUsage().rss;
  let highest = before;
  const watching = setInterval(() => {
    highest = Math.max(highest, process.memoryUsage().rss);
  }, 10);
  const ref = await store.putTensors('large', { x: { dtype: 'F32', shape: [count], data } });
  const back = await store.getTensors(ref);
  clearInterval(watching);
  t.is(back.x?.data[count - 1], 42);
  // The pages of `data` that come into being as they are read, the one buffer, and a little.
  t.true(highest - before < 2 * 440e6 + 150e6, `${(highest - before) / 1e6} MB`);
});
