import { createHash } from 'node:crypto';
import { type BlobRef, BlobStore, checkKey, encodeSafetensors, type StoredObject, type Tensors } from '@parallax/blobs';
import { checkSha256, ParallaxError, type Reason } from '@parallax/errors';
import { type Stack, startStack } from '@parallax/local';
import { Settings } from '@parallax/settings';
import test, { type ExecutionContext } from 'ava';
import { S3Proxy } from '../support/s3-proxy.js';

let stack: Stack;
let store: BlobStore;

test.before(async () => {
  stack = await startStack({ services: false });
  store = await BlobStore.open(new Settings(stack.env));
});

test.after.always(() => stack?.stop());

const tensors: Tensors = { x: { dtype: 'F32', shape: [2], data: Float32Array.of(1, 2) } };

async function refused(t: ExecutionContext, call: Promise<unknown>, reason: Reason): Promise<ParallaxError> {
  const error = await t.throwsAsync(call, { instanceOf: ParallaxError });
  t.is(error?.reason, reason, error?.message);
  return error as ParallaxError;
}

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

test("an upload of someone else's is hashed and checked when it is looked at", async (t) => {
  const good = await store.putTensors('from', tensors);
  const bytes = new Uint8Array(await store.get(good));
  const put = async (key: string, body: Uint8Array<ArrayBuffer>) =>
    fetch(await store.presignedPut(key), { method: 'PUT', body });
  await put('uploads/a.safetensors', bytes);
  t.deepEqual(await store.stat('uploads/a.safetensors'), { ...good, key: 'uploads/a.safetensors' });
  for (const length of [0, 5, 20, bytes.length - 1]) {
    await put('uploads/b.safetensors', bytes.slice(0, length));
    const error = await refused(t, store.stat('uploads/b.safetensors'), 'BLOB_CORRUPT');
    t.is(error.metadata.key, 'uploads/b.safetensors');
  }
});

/** As somebody outside puts an object. */
async function putRaw(key: string, body: Uint8Array): Promise<void> {
  const url = await store.presignedPut(key);
  const { ok, status } = await fetch(url, { method: 'PUT', body: new Uint8Array(body) });
  if (!ok) throw new Error(`the store answers ${status}`);
}

/** The store behind a proxy of the test's own. */
async function behindProxy(t: ExecutionContext): Promise<{ proxy: S3Proxy; store: BlobStore }> {
  const proxy = await S3Proxy.start(stack.env.PARALLAX_S3_ENDPOINT as string);
  t.teardown(() => proxy.stop());
  return { proxy, store: await BlobStore.open(new Settings({ ...stack.env, PARALLAX_S3_ENDPOINT: proxy.endpoint })) };
}

test('a blob says of which version it is; one of none is of the first, and a later one is refused in one line', async (t) => {
  const { proxy, store: behind } = await behindProxy(t);
  const ref = await store.putTensors('versions', tensors);
  const { headers } = await fetch(await store.presignedGet(ref.key));
  t.is(headers.get('x-amz-meta-parallax-format'), '1');
  // As c581d17 put it.
  await putRaw(ref.key, await store.get(ref));
  proxy.fail({ headers: { 'x-amz-meta-sha256': ref.sha256 } });
  t.deepEqual(await behind.stat(ref.key, { ours: true }), ref);
  t.deepEqual(await behind.getTensors(ref), tensors);
  proxy.clear();
  proxy.fail({ headers: { 'x-amz-meta-sha256': ref.sha256, 'x-amz-meta-parallax-format': '2' } });
  for (const call of [behind.stat(ref.key), behind.head(ref.key), behind.get(ref)]) {
    const error = await refused(t, call, 'UNSUPPORTED_VERSION');
    t.deepEqual(error.metadata, { kind: 'blob', name: ref.key, version: '2' });
    t.notRegex(error.message, /\n/);
  }
});

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
  const { proxy, store: behind } = await behindProxy(t);
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

async function getUpload(from: BlobStore, key: string): Promise<Tensors> {
  return (await from.getUpload('key', (await from.head(key)) as StoredObject)).tensors;
}

test('an object from outside that holds no tensors is the fault of who named it', async (t) => {
  const { proxy, store: behind } = await behindProxy(t);
  const bytes = encodeSafetensors(tensors);
  const dataStart = 8 + (bytes[0] as number);
  // A header whose length leaves no tensor where its type could lie in memory.
  const odd = [Uint8Array.of(dataStart - 7), bytes.subarray(1, dataStart), Buffer.from(' '), bytes.subarray(dataStart)];
  for (const body of [bytes, Buffer.concat(odd)]) {
    await putRaw('uploads/good', body);
    t.deepEqual(await getUpload(store, 'uploads/good'), tensors);
  }
  // Metadata like ours makes no stranger's object ours.
  proxy.fail({ headers: { 'x-amz-meta-sha256': 'a'.repeat(64), 'x-amz-meta-parallax-format': '9' } });
  for (const body of [bytes.subarray(0, -1), new Uint8Array(0), Buffer.from('hello')]) {
    await putRaw('uploads/bad', body);
    const error = await refused(t, getUpload(behind, 'uploads/bad'), 'INVALID_FIELD');
    t.like(error.metadata, { field: 'key', value: 'uploads/bad' });
  }
  await store.put('some/text', Buffer.from('hello'));
  await refused(t, getUpload(store, 'some/text'), 'INVALID_FIELD');
});

test('an object of ours that broke is DATA_LOSS, whoever named it', async (t) => {
  const { proxy, store: behind } = await behindProxy(t);
  const ref = await store.putTensors('ours', tensors);
  const flipped = Buffer.from(await store.get(ref));
  flipped[flipped.length - 1] = 99;
  await putRaw(ref.key, flipped);
  proxy.fail({ headers: { 'x-amz-meta-sha256': ref.sha256 } });
  await refused(t, getUpload(behind, ref.key), 'BLOB_CORRUPT');
});

test('of a large object from outside that is no safetensors only the beginning is read', async (t) => {
  const { proxy, store: behind } = await behindProxy(t);
  await putRaw('uploads/large.safetensors', new Uint8Array(32 * 1024 ** 2).fill(255));
  await refused(t, behind.stat('uploads/large.safetensors'), 'BLOB_CORRUPT');
  await refused(t, getUpload(behind, 'uploads/large.safetensors'), 'INVALID_FIELD');
  t.true(proxy.bytes < 1024 ** 2, `${proxy.bytes} bytes`);
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
