import { spawn } from 'node:child_process';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { BlobStore } from '@parallax/blobs';
import type { ParallaxError } from '@parallax/errors';
import { down, readState, startStack, stateFolder, upDetached } from '@parallax/local';
import { Settings } from '@parallax/settings';
import test, { type ExecutionContext } from 'ava';
import { until } from '../support/until.js';
import { ping } from './nats.js';
import { processesWith } from './processes.js';
import { temporaryFolder } from './temporary.js';

async function ownState(t: ExecutionContext): Promise<NodeJS.ProcessEnv> {
  const env = { ...process.env, XDG_STATE_HOME: await temporaryFolder(t) };
  t.teardown(() => down(env));
  return env;
}

for (const folder of ['/proc/nowhere', '/dev/null/below']) {
  test(`a state folder that can't be made, ${folder}, is refused by the setting's name`, async (t) => {
    const env = { ...process.env, XDG_STATE_HOME: folder };
    t.is(readState(env), undefined);
    const error = await t.throwsAsync<ParallaxError>(upDetached({ services: false, ports: 'free', env }));
    t.like(error, { reason: 'INVALID_FIELD', metadata: { field: 'XDG_STATE_HOME', value: folder } });
  });
}

test('a stack in the background is found by its state, ends by down, and keeps its data', async (t) => {
  const env = await ownState(t);
  t.is(readState(env), undefined);
  const state = await upDetached({ services: false, ports: 'free', env });
  t.deepEqual(readState(env), state);
  t.is((await stat(join(stateFolder(env), 'state.json'))).mode & 0o777, 0o600);
  t.is(await ping(state.env.PARALLAX_NATS_URL as string), 'PONG');
  t.is((await upDetached({ services: false, ports: 'free', env })).pid, state.pid);
  const { key } = await (await BlobStore.open(new Settings(state.env))).put('a/b', Buffer.from('bytes'));

  t.true(await down(env));
  t.deepEqual(processesWith(`XDG_STATE_HOME=${env.XDG_STATE_HOME}`), []);
  t.is(readState(env), undefined);
  t.false(await down(env));

  const again = await upDetached({ services: false, ports: 'free', env });
  const objects = [];
  for await (const object of (await BlobStore.open(new Settings(again.env))).list('a/')) objects.push(object.key);
  t.deepEqual(objects, [key]);
});

test('a supervisor that is killed outright takes its stack along', async (t) => {
  const env = await ownState(t);
  const { pid } = await upDetached({ services: false, ports: 'free', env });
  process.kill(pid, 'SIGKILL');
  await until('no process is left', () => processesWith(`XDG_STATE_HOME=${env.XDG_STATE_HOME}`).length === 0, 60);
  t.is(readState(env), undefined);
});

test('a process that has the number of one long gone is left alone', async (t) => {
  const env = await ownState(t);
  const child = spawn('sleep', ['600'], { stdio: 'ignore' });
  t.teardown(() => child.kill());
  await mkdir(stateFolder(env), { recursive: true });
  const holder = { pid: child.pid, startTime: '1' };
  const state = { ...holder, addresses: {}, env: {}, directory: stateFolder(env) };
  await writeFile(join(stateFolder(env), 'state.json'), JSON.stringify(state));
  await writeFile(join(stateFolder(env), 'lock'), JSON.stringify(holder));
  t.is(readState(env), undefined);
  t.false(await down(env));
  t.is(child.exitCode, null);
  t.is(child.signalCode, null);
});

test('of two that are started at once on one state folder one comes up, and the other says who has it', async (t) => {
  t.timeout(120_000);
  const env = await ownState(t);
  const up = () => upDetached({ services: false, ports: 'free', env });
  const results = await Promise.allSettled([up(), up()]);
  const states = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const errors = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as ParallaxError] : []));
  t.is(states.length, 1);
  const [state] = states;
  t.like(errors[0], { reason: 'CONFLICT', metadata: { folder: stateFolder(env), pid: String(state?.pid) } });
  t.false(errors[0]?.message.includes('\n'));
  const servers = () =>
    processesWith(`XDG_STATE_HOME=${env.XDG_STATE_HOME}`).filter((line) => /nats-server /.test(line));
  t.is(servers().length, 1);
  t.is(await ping(state?.env.PARALLAX_NATS_URL as string), 'PONG');
  t.true(await down(env));
  t.deepEqual(processesWith(`XDG_STATE_HOME=${env.XDG_STATE_HOME}`), []);
  t.false(await down(env));
});

test('who has a folder is told even where that comes to be written after the lock is taken', async (t) => {
  const env = await ownState(t);
  const folder = stateFolder(env);
  await mkdir(folder, { recursive: true });
  const holder = spawn('flock', ['--no-fork', join(folder, 'lock'), 'sleep', '60']);
  t.teardown(() => holder.kill());
  const refused = t.throwsAsync<ParallaxError>(startStack({ directory: folder, services: false, env }));
  await setTimeout(1000);
  const startTime = (await readFile(`/proc/${holder.pid}/stat`, 'utf8')).replace(/.*\) /s, '').split(' ')[19];
  await writeFile(join(folder, 'lock'), JSON.stringify({ pid: holder.pid, startTime }));
  t.like(await refused, { reason: 'CONFLICT', metadata: { folder, pid: String(holder.pid) } });
});

test('one that is about to be up is ended by down too', async (t) => {
  const env = await ownState(t);
  const starting = upDetached({ services: false, ports: 'free', env });
  const ended = t.throwsAsync(starting);
  const hasServer = () =>
    processesWith(`XDG_STATE_HOME=${env.XDG_STATE_HOME}`).some((line) => /nats-server /.test(line));
  await until('nats-server runs', hasServer, 60);
  t.is(readState(env), undefined);
  t.true(await down(env));
  await ended;
  t.deepEqual(processesWith(`XDG_STATE_HOME=${env.XDG_STATE_HOME}`), []);
});

test('the folder of a supervisor that was killed outright is free as soon as its servers have ended', async (t) => {
  t.timeout(120_000);
  const env = await ownState(t);
  const { pid } = await upDetached({ services: false, ports: 'free', env });
  process.kill(pid, 'SIGKILL');
  await until('the state is free', () => readState(env) === undefined, 60);
  const again = await upDetached({ services: false, ports: 'free', env });
  t.not(again.pid, pid);
  t.is(await ping(again.env.PARALLAX_NATS_URL as string), 'PONG');
});
