import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type Stack, startStack } from '@parallax/local';
import test, { type ExecutionContext } from 'ava';
import { grpcurl } from '../rpc/support/grpcurl.js';
import { freePort } from '../rpc/support/port.js';
import { until } from '../support/until.js';

let stack: Stack;

test.before(async (t) => {
  t.timeout(120_000);
  stack = await startStack({ services: false });
});

test.after.always(() => stack?.stop());

/** A process of the services that answers health checks, until the test ends; and how to ask it. */
async function start(t: ExecutionContext, path: string) {
  const address = `127.0.0.1:${await freePort()}`;
  const main = fileURLToPath(new URL(`../../../services/${path}`, import.meta.url));
  const env = { ...process.env, ...stack.env, PARALLAX_LISTEN: address, PARALLAX_LOG_LEVEL: 'fatal' };
  const child = spawn(process.execPath, [main], { env, stdio: 'inherit' });
  const exit = once(child, 'exit');
  t.teardown(async () => {
    child.kill('SIGTERM');
    await exit;
  });
  const health = async (service = '') => {
    const { stdout } = await grpcurl(
      ['-plaintext', '-d', JSON.stringify({ service })],
      address,
      'grpc.health.v1.Health/Check',
    );
    return stdout === '' ? undefined : (JSON.parse(stdout).status as string);
  };
  return { health };
}

test('workers are ready as long as NATS is there, and alive all the time', async (t) => {
  t.timeout(300_000);
  const paths = [
    'training/dist/worker.js',
    'embedding/dist/worker.js',
    'probe/dist/worker.js',
    'embedding/dist/inline.js',
  ];
  const processes = await Promise.all(paths.map(async (path) => ({ path, ...(await start(t, path)) })));
  const all = (status: string) =>
    Promise.all(
      processes.map(({ path, health }) => until(`${path} is ${status}`, async () => (await health()) === status, 90)),
    );
  await all('SERVING');
  const nats = stack.processes.find(({ name }) => name === 'nats-server')?.pid as number;
  process.kill(nats, 'SIGSTOP');
  try {
    await all('NOT_SERVING');
    for (const { health } of processes) t.is(await health('liveness'), 'SERVING');
  } finally {
    process.kill(nats, 'SIGCONT');
  }
  await all('SERVING');
});
