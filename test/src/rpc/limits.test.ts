import { once } from 'node:events';
import { constants } from 'node:http2';
import { setTimeout as delay } from 'node:timers/promises';
import { type ClientDuplexStream, type ServiceError, status } from '@grpc/grpc-js';
import { type ParallaxError, ParallaxError as ParallaxErrorClass } from '@parallax/errors';
import { connect, defaultLimits, MAX_EMBED_REQUEST_BYTES, MAX_REQUEST_BYTES, serve } from '@parallax/rpc';
import test, { type ExecutionContext } from 'ava';
import { until } from '../support/until.js';
import { methodOf, openHttp2, openStream, rawClient } from './support/raw.js';
import { jobService, quiet, serveAugmentation, serveWatch } from './support/service.js';

const watchJob = methodOf('parallax.v1.JobService', 'WatchJob');
const reflect = methodOf('grpc.reflection.v1.ServerReflection', 'ServerReflectionInfo');
const watchHealth = methodOf('grpc.health.v1.Health', 'Watch');

/** A method that answers when the test says so, and counts the calls that it is at. */
function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const state = { running: 0 };
  const pass = async () => {
    state.running++;
    await opened;
    state.running--;
    return {};
  };
  return { state, pass, open: () => open() };
}

async function refused(t: ExecutionContext, call: Promise<unknown>): Promise<ParallaxError> {
  return (await t.throwsAsync(call, { instanceOf: ParallaxErrorClass })) as ParallaxError;
}

test.serial(
  'a server refuses at once what is over its number of calls, with the time to try again, and answers health',
  async (t) => {
    const { state, pass, open } = gate();
    const { client, server } = await serveAugmentation(t, { augment: pass }, {}, { calls: 2 });
    const under = [client.augment({}), client.augment({})];
    await until('two calls are under way', () => state.running === 2);
    const error = await refused(t, client.augment({}));
    t.like(error, { reason: 'OVERLOADED', status: 'RESOURCE_EXHAUSTED', metadata: { limit: '2 calls at once' } });
    const health = methodOf('grpc.health.v1.Health', 'Check');
    const raw = rawClient(t, server.address);
    const answer = await new Promise((resolve) =>
      raw.makeUnaryRequest(health.path, health.requestSerialize, health.responseDeserialize, {}, (_, it) =>
        resolve(it),
      ),
    );
    t.deepEqual(answer, { status: 'SERVING' });
    open();
    await Promise.all(under);
    await t.notThrowsAsync(client.augment({}));
  },
);

test.serial('work that goes on when its client has gone still counts', async (t) => {
  const { state, pass, open } = gate();
  const { client } = await serveAugmentation(t, { augment: pass }, {}, { calls: 1 });
  const leaving = new AbortController();
  const left = client.augment({}, { signal: leaving.signal });
  await until('the call is under way', () => state.running === 1);
  leaving.abort(new Error('gone'));
  await t.throwsAsync(left, { message: 'gone' });
  t.is((await refused(t, client.augment({}))).reason, 'OVERLOADED');
  open();
  await until('the work has ended', () => state.running === 0);
  await t.notThrowsAsync(client.augment({}));
});

test.serial('a thousand watches are open at once, and above its number of streams a server refuses', async (t) => {
  t.timeout(120_000);
  let watching = 0;
  const { server } = await serveWatch(
    t,
    async function* (_request, { signal }) {
      watching++;
      await once(signal, 'abort');
      yield {};
    },
    { streams: 1_000 },
  );
  const clients = Array.from({ length: 4 }, () => rawClient(t, server.address));
  const calls = Array.from({ length: 1_000 }, (_, index) => openStream(clients[index % 4] as never, watchJob, {}));
  await until('a thousand watches are open', () => watching === 1_000);
  const client = connect('JobService', server.address);
  t.teardown(() => client.close());
  const over = async () => {
    for await (const _ of client.watchJob({}));
  };
  t.is((await refused(t, over())).reason, 'OVERLOADED');
  for (const call of calls) call.cancel();
});

test.serial('a reader that does not read is cut off, and its implementation hears that it has gone', async (t) => {
  let sent = 0;
  let reason: unknown;
  const { server } = await serveWatch(
    t,
    async function* (_request, { signal }) {
      signal.addEventListener('abort', () => {
        reason = signal.reason;
      });
      for (; ; sent++) yield { job: { id: 'x'.repeat(64 * 1024) } };
    },
    { stall: 500 },
  );
  const stream = openHttp2(t, server.address, watchJob);
  const failed = once(stream, 'error');
  await until('it was cut off', () => reason !== undefined);
  t.like(reason, { reason: 'CANCELLED' });
  t.true(sent < 100, `${sent} messages of 64 KiB lie in the server`);
  stream.resume();
  await failed;
  t.is(stream.rstCode, constants.NGHTTP2_ENHANCE_YOUR_CALM);
});

test.serial('a reader that takes its time for each message, but less than the limit, is not cut off', async (t) => {
  const { client } = await serveWatch(
    t,
    async function* () {
      for (let sent = 0; sent < 100; sent++) yield { job: { id: 'x'.repeat(16 * 1024) } };
    },
    { stall: 3_000 },
  );
  let read = 0;
  for await (const _ of client.watchJob({})) if (++read % 5 === 0) await delay(250);
  t.is(read, 100);
});

test.serial('a call whose request does not come is cut off, and gives its place to others', async (t) => {
  const { client, server } = await serveAugmentation(t, { augment: async () => ({}) }, {}, { calls: 1, stall: 500 });
  const raw = rawClient(t, server.address);
  const { path, requestSerialize, responseDeserialize } = methodOf('parallax.v1.AugmentationService', 'Augment');
  const slow = raw.makeClientStreamRequest(path, requestSerialize, responseDeserialize, () => {});
  const cutOff = once(slow, 'status');
  await until('its place is taken', async () =>
    client.augment({}).then(
      () => false,
      ({ reason }) => reason === 'OVERLOADED',
    ),
  );
  const [{ code }] = await cutOff;
  t.is(code, status.RESOURCE_EXHAUSTED);
  await t.notThrowsAsync(client.augment({}));
});

test.serial('one call of reflection asks no more than a thousand questions', async (t) => {
  const { server } = await serveAugmentation(t, {});
  const { path, requestSerialize, responseDeserialize } = reflect;
  const call: ClientDuplexStream<object, object> = rawClient(t, server.address).makeBidiStreamRequest(
    path,
    requestSerialize,
    responseDeserialize,
  );
  let answers = 0;
  call.on('data', () => answers++);
  const failed = new Promise<ServiceError>((resolve) => call.on('error', resolve));
  for (let asked = 0; asked < 1_001; asked++) call.write({ fileContainingSymbol: 'parallax.v1.JobService' });
  t.is((await failed).code, status.RESOURCE_EXHAUSTED);
  t.is(answers, 1_000);
});

test.serial('whoever asks reflection and does not read the answers is cut off', async (t) => {
  const { server } = await serveAugmentation(t, {}, {}, { stall: 500 });
  const question = { fileContainingSymbol: 'parallax.v1.JobService' };
  const stream = openHttp2(t, server.address, reflect, Array(20_000).fill(question));
  const failed = once(stream, 'error');
  await delay(1_000);
  stream.resume();
  await failed;
  t.is(stream.rstCode, constants.NGHTTP2_ENHANCE_YOUR_CALM);
});

test.serial('watches of health count among the streams, and leave when their clients do', async (t) => {
  const { server } = await serveAugmentation(t, {}, {}, { streams: 2 });
  const raw = rawClient(t, server.address);
  const first = [openStream(raw, watchHealth, {}), openStream(raw, watchHealth, {})];
  for (const call of first) await once(call, 'data');
  const outcome = () =>
    once(openStream(raw, watchHealth, {}), 'data').then(
      ([{ status }]) => status,
      ({ code }) => code,
    );
  t.is(await outcome(), status.RESOURCE_EXHAUSTED);
  for (const call of first) call.cancel();
  await until('a watch is open again', async () => (await outcome()) === 'SERVING');
  t.is(await outcome(), 'SERVING');
});

test.serial(
  'Embed and Classify take requests of 8 MiB, every other method of 1 MiB, and each refusal names the limit',
  async (t) => {
    const never = async (): Promise<never> => Promise.reject(new Error('not expected'));
    const server = await serve({
      services: {
        EmbeddingService: {
          startEmbedding: async () => ({}),
          embed: async ({ images = [] }) => ({ embeddings: images.map(() => ({})) }),
          classify: async ({ images = [] }) => ({ classifications: images.map(() => ({})) }),
          createUpload: never,
          importEncoder: never,
          getEncoder: never,
          listEncoders: never,
        },
        JobService: jobService({ getJob: async () => ({}) }),
      },
      settings: quiet(),
      port: 50053,
    });
    t.teardown(() => server.stop());
    const embedding = connect('EmbeddingService', server.address);
    const jobs = connect('JobService', server.address);
    t.teardown(() => {
      embedding.close();
      jobs.close();
    });
    const room = 100;
    const image = (size: number) => ({ images: [Buffer.alloc(size)] });
    t.is((await embedding.embed(image(MAX_EMBED_REQUEST_BYTES - room))).embeddings?.length, 1);
    t.is((await embedding.classify(image(MAX_EMBED_REQUEST_BYTES - room))).classifications?.length, 1);
    await t.notThrowsAsync(embedding.startEmbedding({ experiment: 'x'.repeat(MAX_REQUEST_BYTES - room) }));
    const over = [
      [embedding.embed(image(MAX_EMBED_REQUEST_BYTES + 1)), MAX_EMBED_REQUEST_BYTES],
      [embedding.startEmbedding({ experiment: 'x'.repeat(MAX_REQUEST_BYTES + 1) }), MAX_REQUEST_BYTES],
      [embedding.startEmbedding({ experiment: 'x'.repeat(MAX_EMBED_REQUEST_BYTES + 1) }), MAX_REQUEST_BYTES],
      [jobs.getJob({ id: 'x'.repeat(MAX_REQUEST_BYTES + 1) }), MAX_REQUEST_BYTES],
    ] as const;
    for (const [call, limit] of over) {
      t.like(await refused(t, call), { reason: 'MESSAGE_TOO_LARGE', metadata: { limit: String(limit) } });
    }
  },
);

test.serial(
  'the limits are those that the docs tell, and a client hears how many calls one connection takes',
  async (t) => {
    const { server } = await serveAugmentation(t, { augment: async () => ({}) });
    const stream = openHttp2(t, server.address, methodOf('parallax.v1.AugmentationService', 'Augment'));
    await once(stream, 'response');
    t.is(stream.session?.remoteSettings.maxConcurrentStreams, defaultLimits.callsPerConnection);
    t.deepEqual(defaultLimits, {
      calls: 256,
      embedCalls: 16,
      streams: 2_000,
      callsPerConnection: 1_024,
      stall: 60_000,
    });
  },
);
