import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { type JobRecord, Jobs } from '@parallax/jobs';
import { connectNats, disconnect, type NatsConnection } from '@parallax/nats';
import test from 'ava';
import { until } from '../support/until.js';
import { ended, type Services, servers, small, startServices } from './support/services.js';

let services: Services;
let connection: NatsConnection;
let jobs: Jobs;

test.before(async (t) => {
  t.timeout(600_000);
  services = await startServices({ services: [...servers, 'training-worker'] });
  connection = await connectNats(services.settings);
  jobs = await Jobs.open(connection, { blobs: services.store });
});

test.after.always(async () => {
  if (connection) await disconnect(connection);
  await services?.stop();
});

type Kind = 'training' | 'embedding' | 'probe';

function start(kind: Kind, args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
  const main = fileURLToPath(new URL(`../../../services/${kind}/dist/worker.js`, import.meta.url));
  return spawn(process.execPath, [main, ...args], { env: { ...process.env, ...services.stack.env, ...env } });
}

interface Ended {
  code: number | null;
  /** stdout and stderr. */
  output: string;
}

async function end(worker: ChildProcess): Promise<Ended> {
  const output = Promise.all([text(worker.stdout as never), text(worker.stderr as never)]);
  const [code] = await once(worker, 'exit');
  return { code, output: (await output).join('') };
}

/** A worker that runs one spec, which it gets on stdin, as the job of a request id. */
function given(kind: Kind, requestId: string, document: object | string, env: NodeJS.ProcessEnv = {}): ChildProcess {
  const worker = start(kind, ['--spec', '-'], { PARALLAX_REQUEST_ID: requestId, ...env });
  worker.stdin?.end(typeof document === 'string' ? document : JSON.stringify({ kind, ...document }));
  return worker;
}

async function jobsOf(experiment: string): Promise<JobRecord[]> {
  return (await jobs.list({ experiment })).jobs;
}

/** The experiment's job, once there is one: its worker has to come up first. */
function jobOf(experiment: string): Promise<JobRecord> {
  return until(`there is a job of ${experiment}`, async () => (await jobsOf(experiment))[0], 120);
}

test('--help says what there is, and what is unknown is refused by its name', async (t) => {
  const help = await end(start('training', ['--help']));
  t.is(help.code, 0);
  t.regex(help.output, /--once.*--spec FILE.*Exit codes: 0 done; 64/s);
  for (const args of [['--twice'], ['--once', '--spec', '-'], ['--spec'], ['spec.json']]) {
    const { code, output } = await end(start('probe', args));
    t.is(code, 64, output);
    t.regex(output, new RegExp(args[0] as string));
  }
});

const wrong: [string, Kind, object | string, RegExp][] = [
  ['no JSON', 'training', '{', /--spec is \\"-\\": it must hold JSON/],
  ['another kind', 'training', { kind: 'probe' }, /kind is \\"probe\\": it must be \\"training\\"/],
  ['an unknown field', 'training', { spec: { epoch: 3 } }, /epoch/],
  ['a wrong value', 'training', { spec: { epochs: 0 } }, /spec\.epochs is 0/],
  [
    'a dataset that is not there',
    'training',
    { spec: { dataset: { name: 'mnist' } } },
    /there is no dataset \\"mnist\\"/,
  ],
  ['an encoder that is not there', 'embedding', { spec: { encoder: { sha256: 'a'.repeat(64) } } }, /no encoder/],
  ['no input', 'probe', { spec: {} }, /spec\.input/],
];

for (const [index, [what, kind, document, message]] of wrong.entries()) {
  test(`a spec with ${what} ends the worker with 64, and there is no job`, async (t) => {
    const experiment = `wrong-${index}`;
    const whole = typeof document === 'string' ? document : { experiment, ...document };
    const { code, output } = await end(given(kind, experiment, whole));
    t.is(code, 64, output);
    t.regex(output, message);
    t.deepEqual(await jobsOf(experiment), []);
  });
}

test('a spec may lie in a file, and one that is not there is refused', async (t) => {
  t.timeout(600_000);
  const file = join(services.stack.directory, 'spec.json');
  t.is((await end(start('training', ['--spec', file]))).code, 64);
  await writeFile(file, JSON.stringify({ kind: 'training', experiment: 'file', spec: small }));
  const { code, output } = await end(start('training', ['--spec', file]));
  t.is(code, 0, output);
  t.is((await jobOf('file')).state, 'succeeded');
});

test('what cannot be reached is worth another try', async (t) => {
  const env = { PARALLAX_AUGMENTATION_ADDRESS: '127.0.0.1:1' };
  const { code, output } = await end(given('training', 'unreachable', { spec: small }, env));
  t.is(code, 1, output);
});

test('a training that fails for good ends its worker with 70', async (t) => {
  t.timeout(600_000);
  const optimiser = { adamw: { learningRate: 10, weightDecay: 10 }, clipNorm: 0 };
  const spec = { ...small, epochs: 100, optimiser, schedule: { constant: {}, warmup: 0 } };
  const { code, output } = await end(given('training', 'nan', { experiment: 'nan', spec }));
  t.is(code, 70, output);
  t.regex(output, /the loss is (NaN|Infinity) at step/);
  t.is((await jobOf('nan')).error?.reason, 'LOSS_NOT_FINITE');
});

test('a training that is interrupted goes on when it is started again, to the same encoder', async (t) => {
  t.timeout(600_000);
  const spec = { ...small, images: 1000, epochs: 12, checkpointSteps: 50, seed: 9 };
  const { job } = await services.trainings.startTraining({ spec });
  const undisturbed = await ended(services, job?.id as string);
  const document = { experiment: 'interrupted', spec };
  const first = given('training', 'interrupted', document);
  const { id } = await jobOf('interrupted');
  for await (const record of jobs.watch(id)) if (record.checkpoint) break;
  first.kill('SIGTERM');
  const interrupted = await end(first);
  t.is(interrupted.code, 75, interrupted.output);
  const between = await jobs.get(id);
  t.is(between.state, 'queued');
  const steps = Number(between.checkpoint?.steps);
  // The checkpoint is that of the moment, not the last in its turn.
  t.true(steps > 0 && steps < 12 * 31, `${steps} steps`);
  const second = await end(given('training', 'interrupted', document));
  t.is(second.code, 0, second.output);
  const job2 = await jobs.get(id);
  t.is(job2.attempt, 2);
  const { encoder } = job2.result as { encoder: { blob: { sha256: string } } };
  t.is(encoder.blob.sha256, undisturbed.trainingResult?.encoder?.blob?.sha256 as string);
});

test('an experiment of workers of their own, started at once: each waits for what it needs', async (t) => {
  t.timeout(600_000);
  const experiment = 'whole';
  const training = given('training', 'whole-training', { experiment, spec: { ...small, epochs: 3 } });
  const trained = end(training);
  const { id } = await jobOf(experiment);
  const embed = (split: string) =>
    end(given('embedding', `whole-${split}`, { experiment, spec: { encoder: { training: id }, split, images: 100 } }));
  const embedded = Promise.all([embed('train'), embed('test')]);
  const idOf = (split: string) => {
    const ofSplit = ({ spec }: JobRecord) => (spec as { split?: string }).split === split;
    const look = async () => (await jobsOf(experiment)).find(ofSplit)?.id;
    return until(`there is a job that embeds the split ${split}`, look, 120);
  };
  const embeddings = { train: await idOf('train'), test: await idOf('test') };
  const probe = await end(given('probe', 'whole-probe', { experiment, spec: { embeddings, knn: { k: [10] } } }));
  for (const { code, output } of [await trained, ...(await embedded), probe]) t.is(code, 0, output);
  t.regex(probe.output, /waiting for other jobs to end|took a job/);
  const all = await jobsOf(experiment);
  t.is(all.length, 4);
  t.true(all.every(({ state, pinned }) => state === 'succeeded' && pinned));
});

test('the pods of an Indexed Job each embed the shard of their index', async (t) => {
  t.timeout(600_000);
  const { job } = await services.trainings.startTraining({ spec: small });
  const spec = { encoder: { training: job?.id }, images: 600, shard: { count: 2 } };
  const document = { experiment: 'indexed', spec };
  const pods = ['1', '0'].map((index) =>
    given('embedding', `indexed-${index}`, document, { JOB_COMPLETION_INDEX: index }),
  );
  for (const { code, output } of await Promise.all(pods.map(end))) t.is(code, 0, output);
  const places = (await jobsOf('indexed')).map(({ result }) => {
    const { start, images } = result as { start: number; images: number };
    return [start, images];
  });
  t.deepEqual(places.sort(), [
    [0, 256],
    [256, 344],
  ]);
  const { code, output } = await end(given('embedding', 'not-indexed', document));
  t.is(code, 64, output);
  t.regex(output, /spec\.shard\.index/);
});
