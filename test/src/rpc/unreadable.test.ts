import { once } from 'node:events';
import { Server, ServerCredentials, type ServiceError, type sendUnaryData, status } from '@grpc/grpc-js';
import { ParallaxError } from '@parallax/errors';
import { connect, MAX_REQUEST_BYTES } from '@parallax/rpc';
import test from 'ava';
import { methodOf, openHttp2, rawClient, sendBytes } from './support/raw.js';
import { serveAugmentation } from './support/service.js';

const augment = methodOf('parallax.v1.AugmentationService', 'Augment');

test('a message over the limit is refused with the limit, and the server goes on', async (t) => {
  const { client } = await serveAugmentation(t, { augment: async () => ({}) });
  const error = await t.throwsAsync(client.augment({ split: 'x'.repeat(MAX_REQUEST_BYTES) }), {
    instanceOf: ParallaxError,
  });
  t.like(error, {
    reason: 'MESSAGE_TOO_LARGE',
    status: 'RESOURCE_EXHAUSTED',
    metadata: { limit: String(MAX_REQUEST_BYTES) },
  });
  await t.notThrowsAsync(client.augment({}));
});

test('bytes that are no message are INVALID_FIELD for every service, and the server goes on', async (t) => {
  const { client, server } = await serveAugmentation(t, { augment: async () => ({}) });
  const raw = rawClient(t, server.address);
  // A field of a kind that is none; a length that breaks off; groups that open and never close.
  for (const bytes of [Buffer.from('ff', 'hex'), Buffer.from('0aff', 'hex'), Buffer.alloc(500_000, 0x7b)]) {
    for (const path of [
      '/parallax.v1.AugmentationService/Augment',
      '/grpc.health.v1.Health/Check',
      '/grpc.health.v1.Health/Watch',
      '/grpc.reflection.v1.ServerReflection/ServerReflectionInfo',
    ]) {
      const error = (await sendBytes(raw, path, bytes)) as ServiceError;
      t.is(error.code, status.INVALID_ARGUMENT, `${path} of ${bytes.length} bytes: ${error.details}`);
      t.regex(error.details, /^the request can't be read: its \d+ bytes are no /);
    }
  }
  await t.notThrowsAsync(client.augment({}));
});

test('a text that is no UTF-8 is INVALID_FIELD, and the sign that stands for such bytes elsewhere is a text', async (t) => {
  const { client, server } = await serveAugmentation(t, { augment: async () => ({}) });
  const error = (await sendBytes(
    rawClient(t, server.address),
    '/parallax.v1.AugmentationService/Augment',
    Buffer.from('1202fffe', 'hex'),
  )) as ServiceError;
  t.is(error.code, status.INVALID_ARGUMENT, error.details);
  await t.notThrowsAsync(client.augment({ split: '\ufffd' }));
});

test('what grpc-js refuses itself is said to be the mistake of the client that it is', async (t) => {
  const { client, server } = await serveAugmentation(t, { augment: async () => ({}) });
  const codeOf = async (frame: Buffer, headers: Record<string, string>) => {
    const stream = openHttp2(t, server.address, augment, [], { frame, headers });
    const [answer] = await once(stream, 'response');
    return [Number(answer['grpc-status']), decodeURI(answer['grpc-message'])] as const;
  };
  const noGzip = Buffer.from('0100000003010203', 'hex');
  const [code, message] = await codeOf(noGzip, { 'grpc-encoding': 'gzip' });
  t.is(code, status.INVALID_ARGUMENT, message);
  const [code2, message2] = await codeOf(Buffer.alloc(5), { 'grpc-timeout': 'soon' });
  t.is(code2, status.INVALID_ARGUMENT, message2);
  t.is(
    (
      (await sendBytes(
        rawClient(t, server.address),
        '/parallax.v1.AugmentationService/Conjure',
        Buffer.alloc(0),
      )) as ServiceError
    ).code,
    status.UNIMPLEMENTED,
  );
  await t.notThrowsAsync(client.augment({}));
});

test('an answer that can not be read, and a method that the server does not know, tell of another version', async (t) => {
  const server = new Server();
  const bytes = (value: Buffer) => value;
  const method = { ...augment, requestStream: false, responseStream: false, requestDeserialize: bytes };
  server.addService(
    { Augment: { ...method, responseSerialize: bytes } },
    { Augment: (_call: unknown, answer: sendUnaryData<Buffer>) => answer(null, Buffer.from('ff', 'hex')) },
  );
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  t.teardown(() => server.forceShutdown());
  const client = connect('AugmentationService', `127.0.0.1:${port}`);
  t.teardown(() => client.close());
  for (const call of [client.augment({}), client.listRecipes({})]) {
    t.like(await t.throwsAsync(call), { reason: 'UNSUPPORTED_VERSION', metadata: { address: `127.0.0.1:${port}` } });
  }
});
