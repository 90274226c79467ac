import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { askStore } from '@parallax/cli';
import { ParallaxError } from '@parallax/errors';
import test from 'ava';

const failure = (url: string | undefined, signal?: AbortSignal) =>
  askStore(url, 'encoders/ab', signal ? { signal } : {}).then(
    () => undefined,
    (error) => error,
  );

test('an object store that is not where the services say is named, with what says where it is', async (t) => {
  const error = await failure('http://127.0.0.1:1/parallax/encoders/ab?X-Amz-Signature=secret');
  t.true(error instanceof ParallaxError);
  t.is(error.reason, 'UNAVAILABLE');
  t.regex(
    error.message,
    /^the object store at 127\.0\.0\.1:1 can't be reached for encoders\/ab \(.+\): PARALLAX_S3_PUBLIC_ENDPOINT/,
  );
  t.notRegex(error.message, /secret/);
});

test('one that refuses is told by its status, and a missing address as that', async (t) => {
  const store = createServer((_, response) => response.writeHead(403).end()).listen(0, '127.0.0.1');
  await once(store, 'listening');
  t.teardown(() => store.close());
  const { port } = store.address() as AddressInfo;
  t.is((await failure(`http://127.0.0.1:${port}/`)).message, 'the object store answers 403 for encoders/ab');
  t.is((await failure(undefined)).message, 'the service gave no address for encoders/ab');
});

test('a request that is aborted ends with the reason of that', async (t) => {
  const reason = new ParallaxError('CANCELLED', 'interrupted');
  t.is(await failure('http://127.0.0.1:1/', AbortSignal.abort(reason)), reason);
});
