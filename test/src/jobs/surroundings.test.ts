import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ParallaxError } from '@parallax/errors';
import { hasEnded, type JobRecord } from '@parallax/jobs';
import test, { type ExecutionContext } from 'ava';
import { Bench, stop } from './support/bench.js';

let bench: Bench;

test.beforeEach(async () => {
  bench = await Bench.open();
});

test.afterEach.always(() => bench?.close());

/** The job once it has ended, or as it stands after so many milliseconds. */
async function within(ms: number, id: string): Promise<JobRecord> {
  const end = Date.now() + ms;
  for (;;) {
    const job = await bench.jobs.get(id);
    if (hasEnded(job) || Date.now() > end) return job;
    await delay(100);
  }
}

interface Trouble {
  /** What the server sends and holds this is held up, with all behind it. */
  slow?: { pattern: string; ms: number } | undefined;
  /** In what clients send, of equal length. */
  swap?: [from: string, to: string] | undefined;
}

/** From here on workers reach NATS by a proxy. */
async function betweenWorkersAndNats(t: ExecutionContext): Promise<Trouble> {
  const trouble: Trouble = {};
  const url = new URL(bench.stack.env.PARALLAX_NATS_URL as string);
  const port = Number(url.port);
  const proxy = createServer((client) => {
    const server = connect(port, '127.0.0.1');
    let down = Promise.resolve();
    server.on('data', (chunk) => {
      down = down.then(async () => {
        if (trouble.slow && chunk.includes(trouble.slow.pattern)) await delay(trouble.slow.ms);
        client.write(chunk);
      });
    });
    client.on('data', (chunk) => {
      const [from, to] = trouble.swap ?? ['', ''];
      server.write(from ? Buffer.from(chunk.toString('latin1').replaceAll(from, to), 'latin1') : chunk);
    });
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      one.on('close', () => other.destroy());
      one.on('error', () => {});
    }
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  t.teardown(() => proxy.close());
  url.port = String((proxy.address() as AddressInfo).port);
  (bench.stack.env as Record<string, string>).PARALLAX_NATS_URL = url.href;
  return trouble;
}

test.serial('where no process can be started to compute in, the job waits, and that costs no attempt', async (t) => {
  const worker = bench.startWorker({ failuresInARow: 100 });
  const first = await bench.count({ to: 1 });
  await bench.until(first.id);
  const limitFiles = (most: string) => execFileSync('prlimit', [`--pid=${worker.pid}`, `--nofile=${most}:`]);
  const limit = execFileSync('prlimit', [`--pid=${worker.pid}`, '--nofile', '--output=SOFT', '--noheadings']);
  limitFiles('4');
  const { id } = await bench.count({ to: 1 }, { options: { maxAttempts: 1 } });
  const queued = await bench.until(id, ({ state, lastFailure }) => state === 'queued' && lastFailure !== undefined);
  t.is(queued.lastFailure?.reason, 'UNAVAILABLE');
  limitFiles(limit.toString().trim());
  t.is((await bench.until(id)).state, 'succeeded');
});

test.serial(
  'what is wrong around a job shows in its record with the time of the next try, and costs no attempt',
  async (t) => {
    const { id } = await bench.count(
      { to: 4, fail: { at: 3, reason: 'UNAVAILABLE', attempts: 4 } },
      { options: { maxAttempts: 1 } },
    );
    bench.startWorker({ failuresInARow: 100 });
    const queued = await bench.until(id, ({ state, lastFailure }) => state === 'queued' && lastFailure !== undefined);
    t.is(queued.lastFailure?.reason, 'UNAVAILABLE');
    t.is(queued.lastFailure?.message, 'failed at 3');
    t.truthy(queued.retryTime);
    const job = await bench.until(id);
    t.like(job, { state: 'succeeded', attempt: 5, lostAttempts: 0, lastFailure: undefined, retryTime: undefined });
  },
);

test.serial('an error that nobody foresaw is final when it comes a second time', async (t) => {
  const once = await bench.count({ to: 3, fail: { at: 2, reason: 'INTERNAL', attempts: 1 } });
  const again = await bench.count({ to: 3, fail: { at: 2, reason: 'INTERNAL', attempts: 9 } });
  const message = 'bad address 0x7ffd{attempt}c after 7 steps';
  const elsewhere = await bench.count({ to: 3, fail: { at: 2, reason: 'INTERNAL', attempts: 9, message } });
  bench.startWorker({ failuresInARow: 100 });
  t.like(await bench.until(once.id), { state: 'succeeded', attempt: 2 });
  const job = await bench.until(again.id);
  t.like(job, { state: 'failed', attempt: 2 });
  t.is(job.error?.reason, 'INTERNAL');
  t.like(await bench.until(elsewhere.id), { state: 'failed', attempt: 2 });
});

test.serial('what has failed for an unforeseen reason is left to another worker while there is one', async (t) => {
  const busy = await bench.count({ to: 40, pause: 100 });
  bench.startWorker({ leftToOthers: 60_000 });
  const { worker } = await bench.until(busy.id, ({ state }) => state === 'running');
  const bad = await bench.count({ to: 1, fail: { at: 1, reason: 'INTERNAL', attempts: 1 } });
  bench.startWorker({ leftToOthers: 60_000 });
  const { suspicion } = await bench.until(bad.id, (job) => job.suspicion !== undefined);
  t.not(suspicion?.worker, worker);
  t.like(await bench.until(bad.id), { state: 'succeeded', attempt: 2, worker });
});

test.serial('a worker on which jobs fail for unforeseen reasons takes none for a while', async (t) => {
  const fail = { at: 1, reason: 'INTERNAL', attempts: 9 } as const;
  const bad = [await bench.count({ to: 1, fail }), await bench.count({ to: 1, fail })];
  const attempts = async () => {
    const jobs = await Promise.all(bad.map(({ id }) => bench.jobs.get(id)));
    return jobs.reduce((sum, { attempt }) => sum + attempt, 0);
  };
  bench.startWorker({ failuresInARow: 3, rest: 8000, leftToOthers: 0 });
  await bench.eventually('both were tried, one of them twice', async () => (await attempts()) === 3);
  const good = await bench.count({ to: 1 });
  await delay(4000);
  t.is((await bench.jobs.get(good.id)).state, 'queued');
  t.is(await attempts(), 3);
  t.is((await bench.until(good.id)).state, 'succeeded');
});

test.serial('a job whose surroundings never get well fails when its time is over, with what failed last', async (t) => {
  const { id } = await bench.count({ to: 3, fail: { at: 1, reason: 'UNAVAILABLE', attempts: 9999 } });
  const key = `$KV.parallax_jobs.${id.replace('-', '.')}`;
  const { revision, updateTime, id: _, ...record } = await bench.jobs.get(id);
  // Shorter than the contract allows.
  bench.connection.publish(
    key,
    JSON.stringify({ version: 2, ...record, options: { ...record.options, maxDuration: 10 } }),
  );
  bench.startWorker({ failuresInARow: 9999 });
  const job = await bench.until(id);
  t.is(job.error?.reason, 'JOB_TIMEOUT');
  t.regex(job.error?.message ?? '', /failed at 1/);
});

test.serial('a job that computes for longer than its time is ended', async (t) => {
  const { id } = await bench.count({ to: 9999, pause: 100 });
  const key = `$KV.parallax_jobs.${id.replace('-', '.')}`;
  const { revision, updateTime, id: _, ...record } = await bench.jobs.get(id);
  bench.connection.publish(
    key,
    JSON.stringify({ version: 2, ...record, options: { ...record.options, maxDuration: 4 } }),
  );
  bench.startWorker();
  t.is((await bench.until(id)).error?.reason, 'JOB_TIMEOUT');
});

test.serial('a job ends when its time is over although no worker is there, one that ran as well', async (t) => {
  const edit = async (id: string, change: (job: JobRecord) => Partial<JobRecord>) => {
    const { revision, updateTime, id: _, ...record } = await bench.jobs.get(id);
    const edited = { version: 8, ...record, ...change(await bench.jobs.get(id)) };
    await bench.connection.request(`$KV.parallax_jobs.${id.replace('-', '.')}`, JSON.stringify(edited));
  };
  const ran = await bench.count({ to: 9999, pause: 100 });
  await edit(ran.id, ({ options }) => ({ options: { ...options, maxDuration: 4 } }));
  const worker = bench.startWorker();
  await bench.until(ran.id, ({ checkpoint }) => checkpoint !== undefined);
  await stop(worker, 'SIGKILL');
  const [late, fresh] = [await bench.count({ to: 1 }), await bench.count({ to: 1 })];
  const lastFailure = new ParallaxError('UNAVAILABLE', 'the disk is full').toJSON();
  const deadline = new Date(Date.now() + 1000).toISOString();
  await edit(late.id, () => ({ attempt: 1, postponements: 1, lastFailure, deadline }));
  bench.runDependencies();
  for (const { id } of [late, ran]) {
    const job = await within(30_000, id);
    t.is(job.error?.reason, 'JOB_TIMEOUT', `${job.state}: ${job.error?.message}`);
  }
  t.regex((await bench.jobs.get(late.id)).error?.message ?? '', /the disk is full/);
  // Nobody has taken it: its time has not begun.
  t.is((await bench.jobs.get(fresh.id)).state, 'queued');
});

test.serial('a worker’s wrong clock makes no job’s time longer or shorter', async (t) => {
  const clocks = join(bench.stack.directory, 'clocks.json');
  const setClocks = (ahead: number) => writeFileSync(clocks, JSON.stringify({ 'jobs/support/worker': ahead }));
  setClocks(0);
  const preloaded = new URL('../faults/support/clock.js', import.meta.url);
  Object.assign(bench.stack.env, { NODE_OPTIONS: `--import ${preloaded}`, PARALLAX_TEST_CLOCKS: clocks });
  const counted = (at: number) => (job: JobRecord) => Number(job.checkpoint?.count ?? 0) >= at;
  const { id } = await bench.count({ to: 60, pause: 100 }, { options: { maxDuration: { seconds: 60 } } });
  bench.startWorker();
  const before = await bench.until(id, counted(3));
  await bench.stopWorkers();
  // More than the job's whole time.
  setClocks(600_000);
  bench.startWorker();
  await bench.until(id, counted(10));
  await bench.jobs.pause(id);
  await bench.until(id, ({ state }) => state === 'paused');
  await delay(1000);
  const resumed = await bench.jobs.resume(id);
  const gained = Date.parse(resumed.deadline ?? '') - Date.parse(before.deadline ?? '');
  t.true(gained >= 1000 && gained < 30_000, `the pause counts for ${gained} ms`);
  t.is((await bench.until(id)).state, 'succeeded');
  const other = await bench.count({ to: 60, pause: 100 }, { options: { maxDuration: { seconds: 60 } } });
  const { deadline } = await bench.until(other.id, counted(1));
  t.true(Date.parse(deadline ?? '') < Date.now() + 61_000);
  // Its pauses between attempts begin now, too.
  const postponed = await bench.count({ to: 2, fail: { at: 1, reason: 'UNAVAILABLE', attempts: 1 } });
  const { retryTime } = await bench.until(postponed.id, (job) => job.retryTime !== undefined);
  t.true(Date.parse(retryTime ?? '') < Date.now() + 10_000);
});

test.serial('a worker that everything fails takes no jobs for a while, and then tries again', async (t) => {
  const bad = await bench.count({ to: 1, fail: { at: 1, reason: 'UNAVAILABLE', attempts: 3 } });
  bench.startWorker({ failuresInARow: 3, rest: 8000 });
  await bench.until(bad.id, ({ postponements }) => postponements === 3);
  const good = await bench.count({ to: 1 });
  await delay(3000);
  t.is((await bench.jobs.get(good.id)).state, 'queued');
  t.is((await bench.until(good.id)).state, 'succeeded');
  t.is((await bench.until(bad.id)).state, 'succeeded');
});

test.serial('a job that depends on one that is gone fails', async (t) => {
  const first = await bench.count({ to: 1 });
  bench.startWorker();
  await bench.until(first.id);
  await bench.stopWorkers();
  const second = await bench.count({ to: 1 }, { dependsOn: [first.id] });
  t.is(second.state, 'queued');
  await bench.connection.request(
    '$JS.API.STREAM.PURGE.KV_parallax_jobs',
    JSON.stringify({ filter: `$KV.parallax_jobs.${first.id.replace('-', '.')}` }),
  );
  bench.startWorker();
  const job = await bench.until(second.id);
  t.is(job.error?.reason, 'DEPENDENCY_FAILED');
});

test.serial('slow acknowledgements of NATS cost no attempt', async (t) => {
  const trouble = await betweenWorkersAndNats(t);
  trouble.slow = { pattern: '"stream":"KV_parallax_jobs","seq"', ms: 6000 };
  const { id } = await bench.count({ to: 1 });
  bench.startWorker();
  await within(40_000, id);
  trouble.slow = undefined;
  const job = await within(60_000, id);
  t.is(job.state, 'succeeded', `${job.lostAttempts} attempts lost: ${job.error?.message}`);
  t.is(job.lostAttempts, 0);
});

test.serial('a job whose result does not fit into a record fails', async (t) => {
  bench.startWorker();
  let job = await bench.count({ to: 1 });
  // Each result holds that of the job before twice.
  for (let level = 0; level < 16 && (await bench.until(job.id)).state === 'succeeded'; level++) {
    job = await bench.count({ to: 1 }, { dependsOn: [job.id, job.id] });
  }
  const last = await bench.until(job.id);
  t.is(last.state, 'failed');
  t.is(last.error?.reason, 'MESSAGE_TOO_LARGE');
});

test.serial('a cancel is heard although no message about the record comes through', async (t) => {
  const trouble = await betweenWorkersAndNats(t);
  trouble.swap = ['SUB $KV.parallax_jobs', 'SUB $KV.parallax_jobx'];
  bench.startWorker();
  const { id } = await bench.count({ to: 600, pause: 100 });
  await bench.until(id, ({ checkpoint }) => Number(checkpoint?.count) >= 3);
  await bench.jobs.cancel(id);
  t.is((await within(20_000, id)).state, 'cancelled');
});

test.serial('an object store that hangs costs no job', async (t) => {
  // A worker that is up: it looks for the bucket when it starts.
  bench.startWorker({ heartbeatTimeout: 5000 });
  await bench.until((await bench.count({ to: 1 })).id);
  const pid = bench.stack.processes.find(({ name }) => name === 'object-store')?.pid as number;
  process.kill(pid, 'SIGSTOP');
  t.teardown(() => process.kill(pid, 'SIGCONT'));
  const { id } = await bench.count({ to: 1 });
  t.not((await within(20_000, id)).state, 'failed');
  process.kill(pid, 'SIGCONT');
  t.is((await within(60_000, id)).state, 'succeeded');
});

test.serial('a watch leaves nothing behind with NATS', async (t) => {
  const { id } = await bench.count({ to: 1 });
  const count = async () => {
    const answer = await bench.connection.request('$JS.API.STREAM.INFO.KV_parallax_jobs');
    return answer.json<{ state: { consumer_count: number } }>().state.consumer_count;
  };
  const before = await count();
  for (let watch = 0; watch < 20; watch++) {
    for await (const job of bench.jobs.watch(id)) if (job.id === id) break;
  }
  t.is(await count(), before);
});
