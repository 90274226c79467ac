import { setTimeout as delay } from 'node:timers/promises';
import { type BlobRef, BlobStore } from '@parallax/blobs';
import { ParallaxError, type Reason } from '@parallax/errors';
import { type Stack, startStack } from '@parallax/local';
import { Settings } from '@parallax/settings';
import test, { type ExecutionContext } from 'ava';
import { type Fault, S3Proxy } from '../support/s3-proxy.js';

let stack: Stack;
/** The store itself. */
let direct: BlobStore;

test.before(async (t) => {
  t.timeout(300_000);
  stack = await startStack({ services: false });
  direct = await BlobStore.open(new Settings(stack.env));
});

test.after.always(() => stack?.stop());

/** The store behind a proxy of the test's own. */
async function behindProxy(t: ExecutionContext, timeout?: number): Promise<{ proxy: S3Proxy; store: BlobStore }> {
  const proxy = await S3Proxy.start(stack.env.PARALLAX_S3_ENDPOINT as string);
  t.teardown(() => proxy.stop());
  const settings = new Settings({ ...stack.env, PARALLAX_S3_ENDPOINT: proxy.endpoint });
  return { proxy, store: await BlobStore.open(settings, { timeout }) };
}

async function refused(t: ExecutionContext, call: Promise<unknown>, reason: Reason): Promise<ParallaxError> {
  const error = await t.throwsAsync(call, { instanceOf: ParallaxError });
  t.is(error?.reason, reason, error?.message);
  return error as ParallaxError;
}

/** Every call of the store that there is, of one key. */
const calls: Record<string, (store: BlobStore, ref: BlobRef) => Promise<unknown>> = {
  put: (store, ref) => store.put(ref.key, Buffer.from('hello')),
  get: (store, ref) => store.get(ref),
  stat: (store, ref) => store.stat(ref.key),
  head: (store, ref) => store.head(ref.key),
  upload: (store, ref) => store.getUpload('key', { ...ref, modified: new Date() }),
  remove: (store, ref) => store.remove([ref.key]),
  list: (store, ref) => store.list(ref.key).next(),
};

const answers: [status: number, code: string][] = [
  [400, 'InvalidArgument'],
  [400, 'ExpiredToken'],
  [403, 'AccessDenied'],
  [403, 'RequestTimeTooSkewed'],
  [403, 'InvalidAccessKeyId'],
  [403, 'SignatureDoesNotMatch'],
  [403, 'QuotaExceeded'],
  [404, 'NoSuchBucket'],
  [409, 'OperationAborted'],
  [418, 'NeverHeardOf'],
  [501, 'NotImplemented'],
  [503, 'SlowDown'],
  [507, 'XMinioStorageFull'],
];

test('whatever the store answers to whichever call is UNAVAILABLE, and says what it answered', async (t) => {
  t.timeout(300_000);
  const { proxy, store } = await behindProxy(t);
  const ref = await direct.put('faults/answers', Buffer.from('hello'));
  for (const [status, code] of answers) {
    proxy.clear();
    proxy.fail({ status, code, message: 'see http://store/?X-Amz-Signature=secret' });
    // Those that are tried again take three seconds: all at once.
    const failed = await Promise.all(
      Object.entries(calls).map(
        async ([name, call]) => [name, await refused(t, call(store, ref), 'UNAVAILABLE')] as const,
      ),
    );
    for (const [name, error] of failed) {
      // An answer to HEAD has no body that could name S3's code.
      if (['stat', 'head', 'upload'].includes(name)) t.truthy(error.metadata.code, name);
      else t.is(error.metadata.code, code, name);
      t.regex(error.message, new RegExp(`^the object store: ${status}\\b`), name);
      t.is(error.metadata.bucket, store.bucket);
      t.true(error.metadata.key?.startsWith(ref.key), name);
      t.notRegex(JSON.stringify(error), /Signature=|secret/);
    }
  }
});

test("what the store says is shown without XML's entities", async (t) => {
  const { proxy, store } = await behindProxy(t);
  const ref = await direct.put('faults/entities', Buffer.from('hello'));
  proxy.fail({ status: 403, code: 'AccessDenied', message: 'the server&#39;s &lt;key&gt; &amp;c. &unknown;' });
  const { message } = await refused(t, store.get(ref), 'UNAVAILABLE');
  t.true(message.includes("the server's <key> &c. &unknown;"), message);
});

test('an answer that is no S3 answer at all is UNAVAILABLE, and a missing object is not said of it', async (t) => {
  const { proxy, store } = await behindProxy(t);
  const ref = await direct.put('faults/foreign', Buffer.from('hello'));
  // As a proxy that knows of no such path.
  proxy.fail({ status: 404 });
  await refused(t, store.get(ref), 'UNAVAILABLE');
  await refused(t, store.stat(ref.key), 'UNAVAILABLE');
  proxy.clear();
  t.truthy(await store.stat(ref.key));
});

test('a bucket that is gone makes no object NOT_FOUND', async (t) => {
  const ref: BlobRef = { bucket: 'no-such-bucket', key: 'some/key', size: 1, sha256: '', tensors: [] };
  const error = await refused(t, direct.get(ref), 'UNAVAILABLE');
  t.is(error.metadata.code, 'NoSuchBucket');
  const { proxy, store } = await behindProxy(t);
  proxy.fail({ method: 'HEAD', status: 404 });
  proxy.fail({ method: 'GET', status: 404, code: 'NoSuchBucket' });
  await refused(t, store.stat('some/key'), 'UNAVAILABLE');
  proxy.clear();
  // A store that says no more than 404 to HEAD is asked what it means.
  proxy.fail({ method: 'HEAD', status: 404 });
  t.is(await store.stat('some/key'), undefined);
});

const passing: Record<string, Fault> = {
  'an error of its own': { status: 500, code: 'InternalError' },
  'that it is busy': { status: 503, code: 'SlowDown' },
  'half of the body': { cut: 100_000 },
};

for (const [what, fault] of Object.entries(passing)) {
  test(`a store that answers with ${what} three times is asked again`, async (t) => {
    const { proxy, store } = await behindProxy(t);
    const ref = await direct.put(`faults/passing ${fault.status}`, Buffer.alloc(1_000_000, 7));
    proxy.fail({ ...fault, method: 'GET', times: 3 });
    t.is((await store.get(ref)).length, ref.size);
    t.is(proxy.requests.filter((request) => request.startsWith('GET')).length, 4);
  });
}

test('a body that is cut off each time is UNAVAILABLE and not corrupt', async (t) => {
  const { proxy, store } = await behindProxy(t);
  const ref = await direct.put('faults/cut', Buffer.alloc(1_000_000, 7));
  proxy.fail({ method: 'GET', cut: 100_000 });
  await refused(t, store.get(ref), 'UNAVAILABLE');
});

test('a store that hangs is UNAVAILABLE within the time of a call, whatever is called', async (t) => {
  const { proxy, store } = await behindProxy(t, 2_000);
  const ref = await direct.put('faults/hang', Buffer.from('hello'));
  proxy.fail({ hang: true });
  const began = Date.now();
  for (const error of await Promise.all(
    Object.values(calls).map((call) => refused(t, call(store, ref), 'UNAVAILABLE')),
  )) {
    t.is(error.metadata.code, 'ETIMEDOUT');
  }
  t.true(Date.now() - began < 30_000);
  proxy.clear();
  const { key } = await direct.put('faults/afterwards', Buffer.from('hello'));
  t.truthy(await store.stat(key));
});

test('a store that hangs is told of soon, also where a call may take much longer', async (t) => {
  const { proxy, store } = await behindProxy(t, 60_000);
  const ref = await direct.put('faults/hang', Buffer.from('hello'));
  proxy.fail({ hang: true });
  const began = performance.now();
  const error = await refused(t, store.get(ref), 'UNAVAILABLE');
  t.is(error.metadata.code, 'ETIMEDOUT');
  t.true(performance.now() - began < 40_000, 'it took as long as the call may');
});

test('a store that is too slow for the size of a body is UNAVAILABLE, one that is slow is waited for', async (t) => {
  t.timeout(120_000);
  const { proxy, store } = await behindProxy(t, 2_000);
  const bytes = Buffer.alloc(16 * 1024 ** 2, 7);
  // Four seconds, of ten.
  proxy.fail({ path: 'faults/slow', rate: 4 * 1024 ** 2 });
  const ref = await store.put('faults/slow', bytes);
  t.is((await store.get(ref)).length, bytes.length);
  proxy.clear();
  proxy.fail({ path: 'faults/slow', rate: 64 * 1024 });
  const error = await refused(t, store.get(ref), 'UNAVAILABLE');
  t.is(error.metadata.code, 'ETIMEDOUT');
});

test('what this process was deaf for does not count as the store’s time', async (t) => {
  const { store } = await behindProxy(t, 1_000);
  const ref = await direct.put('faults/deaf', Buffer.from('hello'));
  const reading = store.get(ref);
  await delay(0);
  // As a step of a training does.
  for (const end = performance.now() + 3_000; performance.now() < end; );
  t.is(Buffer.from(await reading).toString(), 'hello');
});

test('a call that hangs or waits to try again ends when its signal aborts', async (t) => {
  for (const fault of [{ hang: true }, { status: 503, code: 'SlowDown' }]) {
    const { proxy, store } = await behindProxy(t);
    const ref = await direct.put('faults/abort', Buffer.from('hello'));
    proxy.fail(fault);
    const stopping = new AbortController();
    const call = refused(t, store.get(ref, { signal: stopping.signal }), 'CANCELLED');
    setTimeout(() => stopping.abort(), 200);
    await call;
  }
});
