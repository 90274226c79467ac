import { BlobStore } from '@parallax/blobs';
import { ParallaxError, type Reason } from '@parallax/errors';
import type { Stack } from '@parallax/local';
import { Settings } from '@parallax/settings';
import type { ExecutionContext } from 'ava';
import { S3Proxy } from '../../support/s3-proxy.js';

export async function refused(t: ExecutionContext, call: Promise<unknown>, reason: Reason): Promise<ParallaxError> {
  const error = await t.throwsAsync(call, { instanceOf: ParallaxError });
  t.is(error?.reason, reason, error?.message);
  return error as ParallaxError;
}

/** As somebody outside puts an object. */
export async function putRaw(store: BlobStore, key: string, body: Uint8Array): Promise<void> {
  const url = await store.presignedPut(key);
  const { ok, status } = await fetch(url, { method: 'PUT', body: new Uint8Array(body) });
  if (!ok) throw new Error(`the store answers ${status}`);
}

/** The stack's store behind a proxy of the test's own. */
export async function behindProxy(t: ExecutionContext, stack: Stack): Promise<{ proxy: S3Proxy; store: BlobStore }> {
  const proxy = await S3Proxy.start(stack.env.PARALLAX_S3_ENDPOINT as string);
  t.teardown(() => proxy.stop());
  return { proxy, store: await BlobStore.open(new Settings({ ...stack.env, PARALLAX_S3_ENDPOINT: proxy.endpoint })) };
}
