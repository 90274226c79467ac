import { ParallaxError } from '@parallax/errors';
import test from 'ava';
import { methodOf, openStream, rawClient } from './support/raw.js';
import { serveAugmentation, serveWatch } from './support/service.js';

test('a stopping server finishes the call it is at, and takes no new one', async (t) => {
  let finish = () => {};
  let begun = () => {};
  const beginning = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const { client, server } = await serveAugmentation(t, {
    async augment() {
      begun();
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      return { reused: true };
    },
  });
  const answer = client.augment({});
  await beginning;
  const stopped = server.stop();
  const refused = await t.throwsAsync(client.augment({}, { timeout: 10_000 }), { instanceOf: ParallaxError });
  t.is(refused.reason, 'UNAVAILABLE');
  finish();
  t.true((await answer).reused);
  await stopped;
});

test('a stopping server ends its streams with UNAVAILABLE at once, and its signal says why', async (t) => {
  let reason: unknown;
  const { client, server } = await serveWatch(t, async function* (_request, { signal }) {
    yield { job: { id: 'probe-1' } };
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    reason = signal.reason;
    throw new Error('whatever a stream throws once it has been told to end');
  });
  const read = async () => {
    for await (const _ of client.watchJob({ id: 'probe-1' })) void server.stop();
  };
  const error = await t.throwsAsync(read(), { instanceOf: ParallaxError });
  t.is(error.reason, 'UNAVAILABLE');
  t.regex(error.message, /stopping: call again/);
  t.like(reason, { reason: 'UNAVAILABLE' });
});

test('whoever watches the health of a stopping server hears NOT_SERVING', async (t) => {
  const { server } = await serveAugmentation(t, {});
  const statuses: unknown[] = [];
  const call = openStream(rawClient(t, server.address), methodOf('grpc.health.v1.Health', 'Watch'), {
    service: 'parallax.v1.AugmentationService',
  });
  for await (const { status } of call as AsyncIterable<{ status: string }>) {
    statuses.push(status);
    void server.stop();
  }
  t.deepEqual(statuses, ['SERVING', 'NOT_SERVING']);
});

test('stopping twice is stopping once', async (t) => {
  const { client, server } = await serveAugmentation(t, {});
  const stopping = server.stop();
  t.is(server.stop(), stopping);
  await stopping;
  await t.notThrowsAsync(server.stop());
  t.like(await t.throwsAsync(client.augment({}, { timeout: 10_000 })), { reason: 'UNAVAILABLE' });
});
