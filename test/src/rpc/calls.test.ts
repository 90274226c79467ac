import { once } from 'node:events';
import { invalidField, ParallaxError } from '@parallax/errors';
import { connect, serve } from '@parallax/rpc';
import { Settings } from '@parallax/settings';
import test from 'ava';
import { until } from '../support/until.js';
import { methodOf, openHttp2 } from './support/raw.js';
import { jobService, quiet, serveAugmentation, serveWatch } from './support/service.js';

const augment = methodOf('parallax.v1.AugmentationService', 'Augment');

test('a call brings its request there and its response back, and 0 differs from unset', async (t) => {
  const seen: unknown[] = [];
  const { client } = await serveAugmentation(t, {
    async augment(request) {
      seen.push(request);
      return { reused: true, blob: { key: 'k', size: 2 ** 40 } };
    },
  });
  const response = await client.augment({ views: 0, seed: 7, order: 'ORDER_SHUFFLED' });
  await client.augment({});
  // A list has no unset.
  t.deepEqual(seen, [{ views: 0, seed: 7, order: 'ORDER_SHUFFLED', moreViews: [] }, { moreViews: [] }]);
  t.deepEqual(response, { reused: true, blob: { key: 'k', size: 2 ** 40, tensors: [] } });
});

test('what an implementation throws arrives with its reason, message and facts', async (t) => {
  const { client } = await serveAugmentation(t, {
    async augment() {
      throw invalidField('views', 0, 'must be at least 1');
    },
  });
  const error = await t.throwsAsync(client.augment({}), { instanceOf: ParallaxError });
  t.like(error, {
    reason: 'INVALID_FIELD',
    status: 'INVALID_ARGUMENT',
    message: 'views is 0: it must be at least 1',
    metadata: { field: 'views', value: '0' },
  });
});

test('an error that nobody foresaw is INTERNAL and tells nothing of the inside', async (t) => {
  const { client } = await serveAugmentation(t, {
    async augment() {
      throw new TypeError('the password is tulip');
    },
  });
  const error = await t.throwsAsync(client.augment({}), { instanceOf: ParallaxError });
  t.like(error, { reason: 'INTERNAL' });
  t.notRegex(JSON.stringify([error, (error.cause as Error).message]), /tulip|TypeError/);
});

test('an error with a huge value still arrives, cut, in trailers that any client takes', async (t) => {
  const { client, server } = await serveAugmentation(t, {
    async augment({ split = '' }) {
      const metadata = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`fact ${index}`, split]));
      throw new ParallaxError('INVALID_FIELD', `split is ${split}`, {
        metadata: { field: split, value: split, ...metadata },
      });
    },
  });
  for (const character of ['x', '"', 'ü', '語', '🙂', '\ud800', '\n']) {
    const request = { split: character.repeat(1_000) };
    const error = await t.throwsAsync(client.augment(request), { instanceOf: ParallaxError });
    t.like(error, { reason: 'INVALID_FIELD' });
    t.regex(error.message, /^split is .+… \(\d+ characters\)$|^split is x{1000}$/s);
    const stream = openHttp2(t, server.address, augment, [request]);
    const [headers] = await once(stream, 'response');
    const size = Object.entries(headers).reduce((sum, [name, value]) => sum + `${name}${value}`.length + 32, 0);
    t.true(size < 8 * 1024, `${size} bytes for 1,000 times ${character}`);
  }
});

test('a deadline ends the call on both sides', async (t) => {
  const reasons: unknown[] = [];
  const { client } = await serveAugmentation(t, {
    listRecipes: async () => ({}),
    augment: (_request, { signal, deadline }) =>
      new Promise((_, reject) => {
        t.true(deadline instanceof Date);
        signal.addEventListener('abort', () => {
          reasons.push(signal.reason.reason);
          reject(signal.reason);
        });
      }),
  });
  await client.listRecipes({}); // The time to connect is no matter here.
  const error = await t.throwsAsync(client.augment({}, { timeout: 500 }), { instanceOf: ParallaxError });
  t.is(error.reason, 'DEADLINE');
  t.regex(error.message, /^127\.0\.0\.1:\d+ has not answered within \d+ s: it hangs, or what it relies on does/);
  await until('the server has heard of it', () => reasons.length > 0);
  // CANCELLED where the client hung up before the server's own clock struck.
  t.true(reasons[0] === 'DEADLINE' || reasons[0] === 'CANCELLED');
});

test('an aborted call throws the reason of its signal, and the server hears that the client has gone', async (t) => {
  const leaving = new AbortController();
  const gone = new Promise<unknown>((resolve) => {
    t.teardown(() => leaving.abort());
    void serveAugmentation(t, {
      augment: (_request, { signal }) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            resolve(signal.reason.reason);
            reject(signal.reason);
          });
          leaving.abort('enough');
        }),
    }).then(({ client }) => client.augment({}, { signal: leaving.signal }).catch((thrown) => t.is(thrown, 'enough')));
  });
  t.is(await gone, 'CANCELLED');
});

test('a stream comes in order, and ends where the reader leaves', async (t) => {
  let sent = 0;
  let ended = false;
  const { client } = await serveWatch(t, async function* () {
    try {
      for (; ; sent++) yield { job: { id: `probe-${sent}` } };
    } finally {
      ended = true;
    }
  });
  const ids: string[] = [];
  for await (const { job } of client.watchJob({ id: 'probe-1' })) {
    ids.push(job?.id ?? '');
    if (ids.length === 1_000) break;
  }
  t.deepEqual(ids.slice(0, 2), ['probe-0', 'probe-1']);
  await until('the stream has ended at the server', () => ended);
  t.true(ended);
});

test('one server serves several services, and JobService is asked wherever one says', async (t) => {
  const servers = await Promise.all(
    ['training', 'probe'].map(async (id) => {
      const services = {
        ProbeService: { startProbe: async () => ({ job: { id: 'beside' } }) },
        JobService: jobService({ getJob: async () => ({ job: { id } }) }),
      };
      const server = await serve({ services, settings: quiet(), port: 50052 });
      t.teardown(() => server.stop());
      return server.address;
    }),
  );
  const [PARALLAX_TRAINING_ADDRESS, PARALLAX_PROBE_ADDRESS] = servers;
  const settings = new Settings({ PARALLAX_TRAINING_ADDRESS, PARALLAX_PROBE_ADDRESS });
  const ids = [connect('JobService', settings), connect('JobService', settings, { at: 'ProbeService' })].map(
    (client) => {
      t.teardown(() => client.close());
      return client.getJob({ id: 'any' }).then(({ job }) => job?.id);
    },
  );
  t.deepEqual(await Promise.all(ids), ['training', 'probe']);
  const beside = connect('ProbeService', settings);
  t.teardown(() => beside.close());
  t.like(await beside.startProbe({}), { job: { id: 'beside' } });
});

test('an error in the middle of a stream comes after what was sent before it', async (t) => {
  const { client } = await serveWatch(t, async function* () {
    yield { job: { id: 'probe-1' } };
    throw new ParallaxError('WORKER_LOST', 'the worker has gone');
  });
  const ids: unknown[] = [];
  const read = async () => {
    for await (const { job } of client.watchJob({ id: 'probe-1' })) ids.push(job?.id);
  };
  await t.throwsAsync(read(), { message: 'the worker has gone' });
  t.deepEqual(ids, ['probe-1']);
});

test('a call that may be repeated waits for a server that comes up a moment later', async (t) => {
  const reserved = await serveAugmentation(t, {});
  const { port } = reserved.server;
  await reserved.server.stop();
  const client = connect('AugmentationService', `127.0.0.1:${port}`);
  t.teardown(() => client.close());
  const answer = client.listRecipes({});
  const never = async (): Promise<never> => Promise.reject(new Error('not expected'));
  const server = await serve({
    services: {
      AugmentationService: {
        augment: never,
        preview: never,
        listRecipes: async () => ({ recipes: [{ name: 'seed' }] }),
        startImport: never,
        createImportUpload: never,
        renameDataset: never,
        deleteDataset: never,
        importDataset: never,
        getDataset: never,
        listDatasets: never,
      },
    },
    settings: quiet({ PARALLAX_LISTEN: `127.0.0.1:${port}` }),
    port,
  });
  t.teardown(() => server.stop());
  t.is((await answer).recipes[0]?.name, 'seed');
});

test('a server that is not there is UNAVAILABLE, by its address', async (t) => {
  const client = connect('ProbeService', '127.0.0.1:1');
  t.teardown(() => client.close());
  const error = await t.throwsAsync(client.startProbe({}), { instanceOf: ParallaxError });
  t.is(error.reason, 'UNAVAILABLE');
  t.is(error.message, "127.0.0.1:1 can't be reached: connect ECONNREFUSED 127.0.0.1:1");
});

test('a port that is taken, and an address that is none of this machine, are refused in words', async (t) => {
  const { server } = await serveAugmentation(t, {});
  const again = (listen: string) => serveAugmentation(t, {}, { PARALLAX_LISTEN: listen });
  const taken = await t.throwsAsync(again(server.address), { instanceOf: ParallaxError });
  t.like(taken, { reason: 'UNAVAILABLE' });
  t.true(taken.message.includes(server.address));
  for (const listen of ['nonsense', 'nowhere.invalid:50051', '203.0.113.1:50051', '::::50051', '//:50051']) {
    t.like(await t.throwsAsync(again(listen)), {
      reason: 'INVALID_FIELD',
      metadata: { field: 'PARALLAX_LISTEN', value: listen },
    });
  }
});
