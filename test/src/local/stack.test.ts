import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BlobStore } from '@parallax/blobs';
import { ParallaxError } from '@parallax/errors';
import { type ProcessEvent, type Stack, setUp, startStack, workerMemoryLimit } from '@parallax/local';
import { Settings } from '@parallax/settings';
import test, { type ExecutionContext } from 'ava';
import { until } from '../support/until.js';
import { ping } from './nats.js';
import { processesWith } from './processes.js';
import { script, temporaryFolder } from './temporary.js';

async function start(t: ExecutionContext, options: Parameters<typeof startStack>[0] = {}): Promise<Stack> {
  const stack = await startStack({ services: false, ...options });
  t.teardown(() => stack.stop());
  return stack;
}

test('a stack is a real NATS server and a real object store, and stops without a trace', async (t) => {
  const stack = await start(t, { env: { ...process.env, PARALLAX_TEST: t.title } });
  t.is(await ping(stack.env.PARALLAX_NATS_URL as string), 'PONG');
  const blobs = await BlobStore.open(new Settings(stack.env));
  const { sha256 } = await blobs.put('a/b', Buffer.from('bytes'));
  t.is(sha256.length, 64);

  await stack.stop();
  t.deepEqual(processesWith(`PARALLAX_TEST=${t.title}`), []);
  t.false(existsSync(stack.directory));
});

test('workers may take what the machine has beside the servers, where nobody says another number, and never less than the default', async (t) => {
  const gibibytes = (count: number) => String(count * 2 ** 30);
  t.is(workerMemoryLimit({}, 16 * 2 ** 30), gibibytes(12));
  t.is(workerMemoryLimit({ PARALLAX_IMAGES_BYTES: gibibytes(5) }, 16 * 2 ** 30), gibibytes(8));
  t.is(workerMemoryLimit({}, 6 * 2 ** 30), gibibytes(4));
  t.is(workerMemoryLimit({ PARALLAX_WORKER_MEMORY: gibibytes(2) }, 16 * 2 ** 30), gibibytes(2));
  const stack = await start(t);
  t.is(stack.env.PARALLAX_WORKER_MEMORY, workerMemoryLimit(process.env));
});

test('two stacks started at once have ports of their own', async (t) => {
  const stacks = await Promise.all([start(t), start(t)]);
  const ports = stacks.flatMap(({ env }) => [env.PARALLAX_NATS_URL, env.PARALLAX_S3_ENDPOINT]);
  t.is(new Set(ports.map((url) => new URL(url as string).port)).size, 4);
});

test('a stranger is refused, and no secret stands on a command line or in a log', async (t) => {
  const stack = await start(t, { env: { ...process.env, PARALLAX_TEST: t.title } });
  const { PARALLAX_NATS_URL, PARALLAX_S3_ACCESS_KEY, PARALLAX_S3_SECRET_KEY } = stack.env;
  const url = new URL(PARALLAX_NATS_URL as string);
  const secrets = [url.password, PARALLAX_S3_ACCESS_KEY, PARALLAX_S3_SECRET_KEY] as string[];
  url.password = 'guessed';
  t.regex(await ping(url.href), /Authorization Violation/);

  const logs = join(stack.directory, 'logs');
  const seen = [
    ...processesWith(`PARALLAX_TEST=${t.title}`),
    readFileSync(join(stack.directory, 'nats.conf'), 'utf8'),
    ...readdirSync(logs).map((name) => readFileSync(join(logs, name), 'utf8')),
  ];
  t.true(seen.length >= 5);
  for (const secret of secrets)
    t.deepEqual(
      seen.filter((text) => text.includes(secret)),
      [],
    );
});

test('a process that dies is started again, with its data', async (t) => {
  const events: ProcessEvent[] = [];
  const report = (event: object) => 'process' in event && events.push(event as ProcessEvent);
  const stack = await start(t, { report });
  const settings = new Settings(stack.env);
  const { key } = await (await BlobStore.open(settings)).put('a/b', Buffer.from('bytes'));

  const store = stack.processes.find(({ name }) => name === 'object-store');
  process.kill(store?.pid as number, 'SIGKILL');
  const isReady = ({ process, state }: ProcessEvent) => process === 'object-store' && state === 'ready';
  await until('the object store is ready again', () => events.filter(isReady).length === 2, 60);
  t.regex(
    events.find(({ state }) => state === 'died')?.note ?? '',
    /^object-store was ended by SIGKILL; the end of .*/,
  );
  const objects = [];
  for await (const object of (await BlobStore.open(settings)).list('a/')) objects.push(object.key);
  t.deepEqual(objects, [key]);
});

test('a stack whose process is killed outright leaves nothing running, and its folder to the next one', async (t) => {
  const PARALLAX_TEST = t.title;
  const child = spawn(process.execPath, [fileURLToPath(new URL('./stack-process.js', import.meta.url))], {
    env: { ...process.env, PARALLAX_TEST },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [directory] = await once((child.stdout ?? t.fail()).setEncoding('utf8'), 'data');
  t.true(processesWith(`PARALLAX_TEST=${PARALLAX_TEST}`).length >= 3);
  child.kill('SIGKILL');
  await once(child, 'exit');
  await until('no process is left', () => processesWith(`PARALLAX_TEST=${PARALLAX_TEST}`).length === 0, 60);

  await start(t);
  t.false(readdirSync(dirname(directory.trim())).includes(basename(directory.trim())));
});

test('a server that dies at once fails the start, with the end of its log', async (t) => {
  const folder = await temporaryFolder(t);
  const PARALLAX_NATS_SERVER = await script(folder, 'nats-server', 'echo no room on the device; exit 3');
  const env = { ...process.env, PARALLAX_NATS_SERVER, PARALLAX_TEST: t.title };
  const error = await t.throwsAsync(startStack({ services: false, env }), { instanceOf: ParallaxError });
  t.regex(error?.message ?? '', /^nats-server ended with 3; the end of .*nats-server\.log:\nno room on the device$/);
  t.deepEqual(processesWith(`PARALLAX_TEST=${t.title}`), []);
});

test('a process that keeps dying is given up, and the stack says so', async (t) => {
  const folder = await temporaryFolder(t);
  const flag = join(folder, 'started');
  const body = `if [ -e ${flag} ]; then echo broken; exit 1; fi; touch ${flag}; exec "$REAL_MINIO" "$@"`;
  const { 'object-store': REAL_MINIO } = await setUp({ parts: ['object-store'] });
  const PARALLAX_MINIO = await script(folder, 'minio', body);
  const stack = await start(t, { env: { ...process.env, PARALLAX_MINIO, REAL_MINIO } });

  process.kill(stack.processes.find(({ name }) => name === 'object-store')?.pid as number, 'SIGKILL');
  await once(stack.signal, 'abort');
  t.regex(stack.signal.reason.message, /^object-store ended with 1; the end of .*object-store\.log:\nbroken$/);
});

test('servers that run already are used, and none is started', async (t) => {
  const env = { PARALLAX_NATS_URL: 'nats://elsewhere:4222', PARALLAX_S3_ENDPOINT: 'http://elsewhere:9000' };
  const stack = await start(t, { env: { ...process.env, ...env } });
  t.deepEqual(stack.processes, []);
  t.like(stack.env, env);
});

test('a variable that is bad is named before anything starts, and its secret is not shown', async (t) => {
  const env = { ...process.env, PARALLAX_NATS_URL: 'nats://parallax:p/s3cret@elsewhere:4222', PARALLAX_TEST: t.title };
  const report = () => t.fail();
  const error = await t.throwsAsync(startStack({ services: false, env, report }), { instanceOf: ParallaxError });
  t.like(error, { reason: 'INVALID_FIELD', metadata: { field: 'PARALLAX_NATS_URL' } });
  t.false(error?.message.includes('s3cret'));
});

test('nats-server has its files written to the disk as often as PARALLAX_NATS_SYNC_INTERVAL says', async (t) => {
  const read = async (env: NodeJS.ProcessEnv) =>
    readFileSync(join((await start(t, { env: { ...process.env, ...env } })).directory, 'nats.conf'), 'utf8');
  t.regex(await read({}), /sync_interval: "always"/);
  t.regex(await read({ PARALLAX_NATS_SYNC_INTERVAL: '30s' }), /sync_interval: "30s"/);
});

test('a log that has grown too large begins anew, and the older one is kept', async (t) => {
  t.timeout(120_000);
  const { 'object-store': REAL_MINIO } = await setUp({ parts: ['object-store'] });
  const body = 'head -c 17000000 /dev/zero | tr "\\0" "x"; exec "$REAL_MINIO" "$@"';
  const PARALLAX_MINIO = await script(await temporaryFolder(t), 'minio', body);
  const stack = await start(t, { env: { ...process.env, PARALLAX_MINIO, REAL_MINIO } });
  const log = join(stack.directory, 'logs', 'object-store.log');
  await until('the log has begun anew', () => existsSync(`${log}.1`) && statSync(log).size < 1_000_000, 60);
  t.true(statSync(`${log}.1`).size >= 17_000_000);
});

test('a usual port that is taken is named', async (t) => {
  const listener = createServer().listen(4222, '127.0.0.1');
  t.teardown(() => listener.close());
  // Whether it is ours or was taken before.
  await once(listener, 'listening').catch(() => {});
  const error = await t.throwsAsync(startStack({ services: false, ports: 'default' }), { instanceOf: ParallaxError });
  t.regex(error?.message ?? '', /^port 4222.* of 127\.0\.0\.1 is taken: stop what listens there/);
});

test('a start that is aborted leaves nothing', async (t) => {
  const env = { ...process.env, PARALLAX_TEST: t.title };
  const stop = new AbortController();
  const report = () => stop.abort(new Error('enough'));
  await t.throwsAsync(startStack({ services: false, env, report, signal: stop.signal }), { message: 'enough' });
  t.deepEqual(processesWith(`PARALLAX_TEST=${t.title}`), []);
});
