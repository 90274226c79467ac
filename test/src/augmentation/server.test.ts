import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { connect } from '@parallax/rpc';
import test from 'ava';
import { grpcurl } from '../rpc/support/grpcurl.js';
import { missing } from '../support/errors.js';
import { Bench, request } from './support/bench.js';
import { ServerProcess } from './support/server-process.js';

test('the server process serves, logs what it refuses with a trace id, and ends on SIGTERM with 0', async (t) => {
  const bench = await Bench.open();
  t.teardown(() => bench.close());
  const { child, address, lines } = await ServerProcess.start(t, bench.env);
  const health = await grpcurl(['-plaintext'], address, 'grpc.health.v1.Health/Check');
  t.deepEqual(JSON.parse(health.stdout), { status: 'SERVING' });
  const client = connect('AugmentationService', address);
  t.teardown(() => client.close());
  t.like(await t.throwsAsync(client.augment(request())), missing('dataset', 'cifar10'));
  child.kill('SIGTERM');
  t.deepEqual(await once(child, 'close'), [0, null]);
  const refusal = lines.find(({ reason }) => reason === 'NOT_FOUND');
  t.like(refusal, { level: 'info', method: 'parallax.v1.AugmentationService/Augment' });
  t.regex(String(refusal?.trace_id), /^[0-9a-f]{32}$/);
  t.true(lines.some(({ message }) => message === 'stopping'));
});

test('a server without its settings says which one it lacks', async (t) => {
  const main = fileURLToPath(new URL('../../../services/augmentation/dist/server.js', import.meta.url));
  const child = spawn(process.execPath, [main], {
    env: { PATH: process.env.PATH, PARALLAX_LISTEN: '127.0.0.1:0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  t.deepEqual(await once(child, 'close'), [64, null]);
  t.regex(output, /PARALLAX_S3_ACCESS_KEY is \\"\\": it must be set/);
});
