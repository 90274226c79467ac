import { once } from 'node:events';
import { serve } from '@parallax/rpc';
import test, { type ExecutionContext } from 'ava';
import { methodOf, openStream, rawClient } from './support/raw.js';
import { jobService, quiet } from './support/service.js';

const service = 'grpc.health.v1.Health';

async function serveTwo(t: ExecutionContext) {
  const services = { ProbeService: { startProbe: async () => ({}) }, JobService: jobService({}) };
  const server = await serve({ services, settings: quiet(), port: 50054 });
  t.teardown(() => server.stop());
  const raw = rawClient(t, server.address);
  const { path, requestSerialize, responseDeserialize } = methodOf(service, 'List');
  const statuses = () =>
    new Promise((resolve, reject) =>
      raw.makeUnaryRequest(path, requestSerialize, responseDeserialize, {}, (error, answer) => {
        if (error) return reject(error);
        const entries = Object.entries((answer as { statuses: Record<string, { status: string }> }).statuses);
        resolve(Object.fromEntries(entries.map(([name, { status }]) => [name, status === 'SERVING'])));
      }),
    );
  return { server, raw, statuses };
}

test('each service is ready by itself, and the server as a whole where all are', async (t) => {
  const { server, statuses } = await serveTwo(t);
  const [whole, probes, jobs] = ['', 'parallax.v1.ProbeService', 'parallax.v1.JobService'];
  t.deepEqual(await statuses(), { [whole]: true, [probes]: true, [jobs]: true, liveness: true });
  server.health.report('JobService', false);
  t.deepEqual(await statuses(), { [whole]: false, [probes]: true, [jobs]: false, liveness: true });
  server.health.report('ProbeService', false);
  server.health.report('JobService', true);
  t.deepEqual(await statuses(), { [whole]: false, [probes]: false, [jobs]: true, liveness: true });
  server.health.report('ProbeService', true);
  t.deepEqual(await statuses(), { [whole]: true, [probes]: true, [jobs]: true, liveness: true });
});

test('whoever watches a service hears when it changes, and of no other', async (t) => {
  const { server, raw } = await serveTwo(t);
  const call = openStream(raw, methodOf(service, 'Watch'), { service: 'parallax.v1.JobService' });
  const next = async () => ((await once(call, 'data')) as [{ status: string }])[0].status;
  t.is(await next(), 'SERVING');
  server.health.report('ProbeService', false);
  const second = next();
  server.health.report('JobService', false);
  t.is(await second, 'NOT_SERVING');
  const third = next();
  server.health.report('JobService', true);
  t.is(await third, 'SERVING');
  call.cancel();
});

test('whoever watches a service that is not there hears so, and waits for it', async (t) => {
  const { raw } = await serveTwo(t);
  const call = openStream(raw, methodOf(service, 'Watch'), { service: 'parallax.v1.TrainingService' });
  t.deepEqual(await once(call, 'data'), [{ status: 'SERVICE_UNKNOWN' }]);
  call.cancel();
});
