import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ParallaxError } from '@parallax/errors';
import { type Stack, startStack } from '@parallax/local';
import { connectNats, disconnect, followConnection, openBucket, whenReady } from '@parallax/nats';
import { Settings } from '@parallax/settings';
import test, { type ExecutionContext } from 'ava';
import { until } from '../support/until.js';

let stack: Stack;

test.before(async () => {
  stack = await startStack({ services: false });
});

test.after.always(() => stack?.stop());

async function connect(t: ExecutionContext) {
  const connection = await connectNats(new Settings(stack.env));
  t.teardown(() => disconnect(connection));
  return connection;
}

function natsPid(): number {
  return stack.processes.find(({ name }) => name === 'nats-server')?.pid as number;
}

/** Has NATS want another password, as it does while passwords change. Returns how to have it want ours again. */
async function refuseUs(): Promise<() => Promise<void>> {
  const file = join(stack.directory, 'nats.conf');
  const config = await readFile(file, 'utf8');
  const reload = async (text: string) => {
    await writeFile(file, text);
    process.kill(natsPid(), 'SIGHUP');
  };
  await reload(config.replace('$NATS_PASSWORD', '"another-password"'));
  return () => reload(config);
}

test.serial('a connection that NATS refused for a while comes back', async (t) => {
  t.timeout(60_000);
  const connection = await connect(t);
  const told: boolean[] = [];
  void followConnection(connection, (answers) => told.push(answers));
  const letUsIn = await refuseUs();
  await until('it is told that NATS is away', () => told.at(-1) === false);
  // Several log-ins are refused meanwhile.
  await delay(5000);
  const error = await t.throwsAsync(openBucket(connection, 'refused'), { instanceOf: ParallaxError });
  t.is(error?.reason, 'UNAVAILABLE');
  t.regex(error?.message ?? '', /^NATS refuses our log-in: .*Authorization Violation/i);
  await letUsIn();
  await until('it is told that NATS is back', () => told.at(-1) === true);
  t.deepEqual(told, [true, false, true]);
  await t.notThrowsAsync(connection.rtt());
});

test.serial('a server that refuses us at first is tried again', async (t) => {
  t.timeout(60_000);
  const letUsIn = await refuseUs();
  await delay(500);
  const connecting = connect(t);
  await delay(2000);
  await letUsIn();
  await t.notThrowsAsync(connecting);
});

test.serial('a server that is stopped behind its open socket is noticed, and so is its return', async (t) => {
  t.timeout(60_000);
  const told: boolean[] = [];
  void followConnection(await connect(t), (answers) => told.push(answers));
  const pid = natsPid();
  process.kill(pid, 'SIGSTOP');
  t.teardown(() => process.kill(pid, 'SIGCONT'));
  // The client itself notices after 20 to 30 seconds.
  await until('it is told that NATS is away', () => told.at(-1) === false, 15);
  process.kill(pid, 'SIGCONT');
  await until('it is told that NATS is back', () => told.at(-1) === true, 15);
  t.deepEqual(told, [true, false, true]);
});

test.serial('a connection that ends for good ends its process, with 1 and one fatal line', async (t) => {
  t.timeout(60_000);
  const main = fileURLToPath(new URL('support/process.js', import.meta.url));
  const child = spawn(process.execPath, [main], { env: { ...process.env, ...stack.env }, stdio: 'pipe' });
  t.teardown(() => child.kill('SIGKILL'));
  const [output, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  t.is(code, 1);
  t.is(errors, '');
  const { level, err } = JSON.parse(output);
  t.is(level, 'fatal');
  t.regex(err.message, /^the connection to NATS has ended: on purpose/);
});

test.serial(
  'a server that never lets us in is UNAVAILABLE after half a minute, and the error holds no secret',
  async (t) => {
    t.timeout(90_000);
    const url = new URL(stack.env.PARALLAX_NATS_URL ?? '');
    url.password = 'wrong-secret';
    const settings = new Settings({ PARALLAX_NATS_URL: url.href });
    const error = await t.throwsAsync(connectNats(settings), { instanceOf: ParallaxError });
    t.is(error?.reason, 'UNAVAILABLE');
    t.false(error?.message.includes('wrong-secret'));
  },
);

test.serial('waiting for a server ends when the signal aborts', async (t) => {
  const stopping = new AbortController();
  const connecting = connectNats(new Settings({ PARALLAX_NATS_URL: 'nats://127.0.0.1:1' }), {
    signal: stopping.signal,
  });
  stopping.abort();
  await t.throwsAsync(connecting, { name: 'AbortError' });
});

test('what NATS is not ready for is opened at last; what else is wrong is thrown at once', async (t) => {
  let tries = 0;
  const open = async () => {
    if (++tries < 3) throw new ParallaxError('UNAVAILABLE', 'NATS refuses: 503');
    return 'opened';
  };
  t.is(await whenReady(open), 'opened');
  t.is(tries, 3);
  const wrong = whenReady(async () => {
    tries++;
    throw new ParallaxError('INVALID_FIELD', 'wrong');
  });
  t.like(await t.throwsAsync(wrong), { reason: 'INVALID_FIELD' });
  t.is(tries, 4);
  const stopped = AbortSignal.abort(new Error('stopped'));
  await t.throwsAsync(whenReady(open, stopped), { message: 'stopped' });
});
