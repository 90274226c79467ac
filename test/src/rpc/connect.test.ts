import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { ParallaxError } from '@parallax/errors';
import { connect, serve } from '@parallax/rpc';
import test, { type ExecutionContext } from 'ava';
import { jobService, quiet } from './support/service.js';

/** A server that is UNAVAILABLE a number of times, after some milliseconds each, and then answers; and what it was asked. */
async function serveAfter(t: ExecutionContext, failures: number, each = 0) {
  const asked: unknown[] = [];
  const answer = async (request: unknown) => {
    asked.push(request);
    await delay(each);
    if (asked.length <= failures) throw new ParallaxError('UNAVAILABLE', 'NATS does not answer');
    return {};
  };
  const services = {
    ProbeService: { startProbe: answer },
    JobService: jobService({ deleteJob: answer, getJob: answer }),
  };
  const server = await serve({ services, settings: quiet(), port: 50054 });
  const probes = connect('ProbeService', server.address);
  const jobs = connect('JobService', server.address);
  t.teardown(async () => {
    probes.close();
    jobs.close();
    await server.stop();
  });
  return { asked, probes, jobs };
}

test('a start that carries a request id is repeated while the server is UNAVAILABLE, the same each time', async (t) => {
  const { asked, probes } = await serveAfter(t, 2);
  await t.notThrowsAsync(probes.startProbe({ requestId: 'r1' }));
  t.deepEqual(asked, Array(3).fill({ requestId: 'r1' }));
});

test('a start without a request id is never repeated, nor is any call that is not idempotent', async (t) => {
  const { asked, probes, jobs } = await serveAfter(t, 10);
  for (const call of [probes.startProbe({}), probes.startProbe({ requestId: '' }), jobs.deleteJob({ id: 'probe-1' })]) {
    t.like(await t.throwsAsync(call), { reason: 'UNAVAILABLE' });
  }
  t.is(asked.length, 3);
});

test('what takes longer than the time that is left is not repeated, so that its error is heard and no deadline', async (t) => {
  const { asked, jobs } = await serveAfter(t, 10, 1400);
  const error = await t.throwsAsync(jobs.getJob({ id: 'probe-1' }, { timeout: 2600 }), { instanceOf: ParallaxError });
  t.like(error, { reason: 'UNAVAILABLE', message: 'NATS does not answer' });
  t.is(asked.length, 1);
});

test('a call that the proto file calls idempotent is repeated, but not for ever', async (t) => {
  const { asked, jobs } = await serveAfter(t, 10);
  t.like(await t.throwsAsync(jobs.getJob({ id: 'probe-1' })), { reason: 'UNAVAILABLE' });
  t.is(asked.length, 5);
});

/** A proxy that lets nobody through, and counts those who ask. */
async function openProxy(t: ExecutionContext) {
  const proxy = { asked: 0, url: '' };
  const server = createServer((socket) => {
    proxy.asked++;
    socket.destroy();
  }).listen(0, '127.0.0.1');
  t.teardown(() => server.close());
  await once(server, 'listening');
  proxy.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return proxy;
}

const variables = ['grpc_proxy', 'https_proxy', 'http_proxy', 'no_grpc_proxy', 'no_proxy'];

function setProxy(t: ExecutionContext, env: Record<string, string>): void {
  const before = { ...process.env };
  for (const name of variables) delete process.env[name];
  Object.assign(process.env, env);
  t.teardown(() => {
    for (const name of variables) delete process.env[name];
    for (const name of variables) if (before[name] !== undefined) process.env[name] = before[name];
  });
}

test.serial('a proxy is not asked the way to the loopback', async (t) => {
  const proxy = await openProxy(t);
  setProxy(t, { http_proxy: proxy.url });
  const { jobs } = await serveAfter(t, 0);
  await t.notThrowsAsync(jobs.getJob({ id: 'probe-1' }));
  t.is(proxy.asked, 0);
});

test.serial('where the user has said what needs no proxy, that counts, for the loopback too', async (t) => {
  const proxy = await openProxy(t);
  setProxy(t, { http_proxy: proxy.url, no_proxy: 'elsewhere.invalid' });
  const { jobs } = await serveAfter(t, 0);
  t.like(await t.throwsAsync(jobs.getJob({ id: 'probe-1' }, { timeout: 5_000 })), { reason: 'UNAVAILABLE' });
  t.true(proxy.asked > 0);
});
