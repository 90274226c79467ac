import { BlobStore, encodeSafetensors, type StoredObject, streamTensor, type Tensors } from '@parallax/blobs';
import { type Stack, startStack } from '@parallax/local';
import { Settings } from '@parallax/settings';
import test from 'ava';
import { behindProxy, putRaw, refused } from './support/store.js';

let stack: Stack;
let store: BlobStore;

test.before(async () => {
  stack = await startStack({ services: false });
  store = await BlobStore.open(new Settings(stack.env));
});

test.after.always(() => stack?.stop());

const tensors: Tensors = { x: { dtype: 'F32', shape: [2], data: Float32Array.of(1, 2) } };

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

test('a blob says of which version it is; one of none is of the first, and a later one is refused in one line', async (t) => {
  const { proxy, store: behind } = await behindProxy(t, stack);
  const ref = await store.putTensors('versions', tensors);
  const { headers } = await fetch(await store.presignedGet(ref.key));
  t.is(headers.get('x-amz-meta-parallax-format'), '1');
  // As c581d17 put it.
  await putRaw(store, ref.key, await store.get(ref));
  proxy.fail({ headers: { 'x-amz-meta-sha256': ref.sha256 } });
  t.deepEqual(await behind.stat(ref.key, { ours: true }), ref);
  t.deepEqual(await behind.getTensors(ref), tensors);
  proxy.clear();
  proxy.fail({ headers: { 'x-amz-meta-sha256': ref.sha256, 'x-amz-meta-parallax-format': '2' } });
  const streamed = streamTensor(behind, ref, 'x').next();
  for (const call of [behind.stat(ref.key), behind.head(ref.key), behind.get(ref), streamed]) {
    const error = await refused(t, call, 'UNSUPPORTED_VERSION');
    t.deepEqual(error.metadata, { kind: 'blob', name: ref.key, version: '2' });
    t.notRegex(error.message, /\n/);
  }
});

async function getUpload(from: BlobStore, key: string): Promise<Tensors> {
  return (await from.getUpload('key', (await from.head(key)) as StoredObject)).tensors;
}

test('an object from outside that holds no tensors is the fault of who named it', async (t) => {
  const { proxy, store: behind } = await behindProxy(t, stack);
  const bytes = encodeSafetensors(tensors);
  const dataStart = 8 + (bytes[0] as number);
  // A header whose length leaves no tensor where its type could lie in memory.
  const odd = [Uint8Array.of(dataStart - 7), bytes.subarray(1, dataStart), Buffer.from(' '), bytes.subarray(dataStart)];
  for (const body of [bytes, Buffer.concat(odd)]) {
    await putRaw(store, 'uploads/good', body);
    t.deepEqual(await getUpload(store, 'uploads/good'), tensors);
  }
  // Metadata like ours makes no stranger's object ours.
  proxy.fail({ headers: { 'x-amz-meta-sha256': 'a'.repeat(64), 'x-amz-meta-parallax-format': '9' } });
  for (const body of [bytes.subarray(0, -1), new Uint8Array(0), Buffer.from('hello')]) {
    await putRaw(store, 'uploads/bad', body);
    const error = await refused(t, getUpload(behind, 'uploads/bad'), 'INVALID_FIELD');
    t.like(error.metadata, { field: 'key', value: 'uploads/bad' });
  }
  await store.put('some/text', Buffer.from('hello'));
  await refused(t, getUpload(store, 'some/text'), 'INVALID_FIELD');
});

test('an object of ours that broke is DATA_LOSS, whoever named it', async (t) => {
  const { proxy, store: behind } = await behindProxy(t, stack);
  const ref = await store.putTensors('ours', tensors);
  const flipped = Buffer.from(await store.get(ref));
  flipped[flipped.length - 1] = 99;
  await putRaw(store, ref.key, flipped);
  proxy.fail({ headers: { 'x-amz-meta-sha256': ref.sha256 } });
  await refused(t, getUpload(behind, ref.key), 'BLOB_CORRUPT');
});

test('of a large object from outside that is no safetensors only the beginning is read', async (t) => {
  const { proxy, store: behind } = await behindProxy(t, stack);
  await putRaw(store, 'uploads/large.safetensors', new Uint8Array(32 * 1024 ** 2).fill(255));
  await refused(t, behind.stat('uploads/large.safetensors'), 'BLOB_CORRUPT');
  await refused(t, getUpload(behind, 'uploads/large.safetensors'), 'INVALID_FIELD');
  t.true(proxy.bytes < 1024 ** 2, `${proxy.bytes} bytes`);
});
