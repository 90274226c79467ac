import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connect } from '@parallax/rpc';
import test, { type ExecutionContext } from 'ava';
import { until } from '../support/until.js';
import { selfSigned } from './support/certificate.js';
import { freePort } from './support/port.js';
import { methodOf, rawClient } from './support/raw.js';
import { serveAugmentation } from './support/service.js';

const services = ['augmentation', 'training', 'embedding', 'probe'];

interface Line {
  level: string;
  message: string;
  err?: unknown;
}

/** A server process of ours, whose NATS and object store are not there. */
function startServer(t: ExecutionContext, service: string, env: NodeJS.ProcessEnv) {
  const main = fileURLToPath(new URL(`../../../services/${service}/dist/server.js`, import.meta.url));
  const child = spawn(process.execPath, [main], {
    env: {
      PATH: process.env.PATH,
      PARALLAX_NATS_URL: 'nats://127.0.0.1:1',
      PARALLAX_S3_ENDPOINT: 'http://127.0.0.1:1',
      PARALLAX_S3_ACCESS_KEY: 'parallax',
      PARALLAX_S3_SECRET_KEY: 'parallax-secret',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  t.teardown(() => child.kill('SIGKILL'));
  return { child, ended: ended(child) };
}

async function ended(child: ChildProcess): Promise<{ code: number | null; fatal: Line[]; stderr: string }> {
  let [stdout, stderr] = ['', ''];
  child.stdout?.on('data', (text) => (stdout += text));
  child.stderr?.on('data', (text) => (stderr += text));
  const [code] = await once(child, 'close');
  const lines: Line[] = stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
  return { code, fatal: lines.filter(({ level }) => level === 'fatal'), stderr };
}

test.serial('a server whose port is taken says so in one fatal line, and ends with 1', async (t) => {
  t.timeout(120_000);
  const { server } = await serveAugmentation(t, {});
  for (const service of services) {
    const { code, fatal, stderr } = await startServer(t, service, { PARALLAX_LISTEN: server.address }).ended;
    t.is(code, 1, service);
    t.is(fatal.length, 1, service);
    t.true(JSON.stringify(fatal).includes(server.address), service);
    t.is(stderr, '', service);
  }
});

test.serial(
  'a server with a bad address, or a certificate that is none, names the setting and ends with 64',
  async (t) => {
    t.timeout(120_000);
    const folder = await mkdtemp(join(tmpdir(), 'parallax-test-'));
    t.teardown(() => rm(folder, { recursive: true }));
    const { cert, key } = selfSigned();
    const contents = { 'cert.pem': cert, 'key.pem': key, 'other.pem': selfSigned().key, 'empty.pem': '' };
    for (const [name, content] of Object.entries(contents)) await writeFile(join(folder, name), content);
    const tls = (cert: string, key: string) => ({
      PARALLAX_TLS_CERT: join(folder, cert),
      PARALLAX_TLS_KEY: join(folder, key),
    });
    const bad: [string, NodeJS.ProcessEnv][] = [
      ['PARALLAX_LISTEN', { PARALLAX_LISTEN: 'nonsense' }],
      ['PARALLAX_LISTEN', { PARALLAX_LISTEN: '203.0.113.1:50051' }],
      ['PARALLAX_TLS_CERT', tls('nowhere.pem', 'key.pem')],
      ['PARALLAX_TLS_CERT', tls('empty.pem', 'key.pem')],
      ['PARALLAX_TLS_KEY', tls('cert.pem', 'other.pem')],
      ['PARALLAX_TOKEN_FILE', { PARALLAX_TOKEN_FILE: join(folder, 'empty.pem') }],
    ];
    for (const [name, env] of bad) {
      const { code, fatal, stderr } = await startServer(t, 'training', { PARALLAX_LISTEN: '127.0.0.1:0', ...env })
        .ended;
      t.is(code, 64, name);
      t.is(fatal.length, 1, name);
      t.true(JSON.stringify(fatal).includes(name), JSON.stringify(fatal));
      t.is(stderr, '', name);
    }
  },
);

test.serial(
  'a server whose NATS is away is alive, not ready, UNAVAILABLE to calls, and stops when it is told to',
  async (t) => {
    t.timeout(120_000);
    const address = `127.0.0.1:${await freePort()}`;
    const { child, ended } = startServer(t, 'training', { PARALLAX_LISTEN: address });
    const { path, requestSerialize, responseDeserialize } = methodOf('grpc.health.v1.Health', 'Check');
    const raw = rawClient(t, address);
    const health = (service: string) =>
      new Promise((resolve) =>
        raw.makeUnaryRequest(path, requestSerialize, responseDeserialize, { service }, (error, answer) =>
          resolve((answer as { status?: string } | undefined)?.status ?? error?.code),
        ),
      );
    await until('it is alive', async () => (await health('liveness')) === 'SERVING');
    for (const service of ['', 'parallax.v1.TrainingService', 'parallax.v1.JobService']) {
      t.is(await health(service), 'NOT_SERVING', service);
    }
    const client = connect('TrainingService', address);
    t.teardown(() => client.close());
    t.like(await t.throwsAsync(client.startTraining({})), { reason: 'UNAVAILABLE' });
    child.kill('SIGTERM');
    t.is((await ended).code, 0);
  },
);
