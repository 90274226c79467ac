import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Stack, startStack } from '@parallax/local';
import test, { type ExecutionContext } from 'ava';
import { parallax } from '../cli/parallax.js';
import { temporaryFolder } from '../local/temporary.js';
import { until } from '../support/until.js';

let stack: Stack;

test.before(async (t) => {
  t.timeout(600_000);
  stack = await startStack();
  await ok(t, 'datasets', 'import', 'cifar10');
});

test.after.always(() => stack?.stop());

/** Runs the command against the stack, and answers with what it wrote on stdout. */
async function ok(t: ExecutionContext, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await parallax(args, { env: stack.env });
  t.is(code, 0, `${args.join(' ')}\n${stderr}`);
  return stdout;
}

async function json<T>(t: ExecutionContext, ...args: string[]): Promise<T> {
  return JSON.parse(await ok(t, ...args, '--json')) as T;
}

const small = ['--images', '256', '--epochs', '1', '--batch', '64'];

test('datasets, recipes and a preview are there', async (t) => {
  const { dataset } = await json<{ dataset: { digest: string; splits: { count: string }[] } }>(
    t,
    'datasets',
    'show',
    'cifar10',
  );
  t.deepEqual(
    dataset.splits.map(({ count }) => count),
    ['50000', '10000'],
  );
  t.regex(await ok(t, 'datasets', 'list'), new RegExp(`cifar10 .*32×32 .*${dataset.digest}`));
  t.regex(await ok(t, 'recipes'), /^simclr-cifar\n {2}randomResizedCrop .*scale 0\.2 to 1/m);
  const out = join(await temporaryFolder(t), 'views.png');
  await ok(t, 'preview', '--recipe', 'notebook', '--indices', '3,5', '--views', '4', '--out', out);
  t.is((await readFile(out)).subarray(1, 4).toString(), 'PNG');
});

test('an experiment ends with a table and a report', async (t) => {
  t.timeout(600_000);
  const out = await temporaryFolder(t);
  const stdout = await ok(
    t,
    'run',
    ...small,
    '--test-images',
    '128',
    '--k',
    '20',
    '--linear-epochs',
    '2',
    '--out',
    out,
  );
  t.regex(stdout, /trained encoder +\d+\.\d+ %/);
  const [, experiment = ''] = /^experiment (.+)$/m.exec(stdout) ?? [];
  const { jobs } = await json<{ jobs: { status: { traceId: string } }[] }>(
    t,
    'jobs',
    'list',
    '--experiment',
    experiment,
  );
  t.is(jobs.length, 4);
  t.is(new Set(jobs.map(({ status }) => status.traceId)).size, 1);
  const report = JSON.parse(await readFile(join(out, 'report.json'), 'utf8'));
  t.is(report.schema, 1);
  t.is(report.encoder.parameters, 1_550_976);
  t.deepEqual([report.protocol.trainImages, report.protocol.testImages, report.protocol.knn.k], [256, 128, 20]);
  for (const each of Object.values<object>(report.probes))
    t.true(Object.values(each).every((value) => value > 0 && value < 1));
});

test('an experiment with a request id is started once, however often that is asked for', async (t) => {
  const args = ['run', ...small, '--test-images', '64', '--k', '5', '--request-id', 'once', '--no-wait'];
  const first = await ok(t, ...args);
  t.regex(first, /^experiment .+\ntraining-.+\nembedding-.+\nembedding-.+\nprobe-.+\n$/);
  t.is(await ok(t, ...args), first);
});

// Serial, so first: no other job refers to the labels yet.
test.serial('jobs are started, watched, shown, exported, imported and deleted', async (t) => {
  t.timeout(600_000);
  const folder = await temporaryFolder(t);
  const training = (await ok(t, 'train', ...small, '--no-wait')).trim();
  t.regex(training, /^training-/);

  const lines = (await ok(t, 'watch', training, '--json')).trim().split('\n');
  const last = JSON.parse(lines.at(-1) as string) as { job: { id: string; status: { state: string } } };
  t.deepEqual([last.job.id, last.job.status.state], [training, 'JOB_STATE_SUCCEEDED']);
  t.regex(await ok(t, 'jobs', 'show', training), /state +succeeded/);

  const encoder = join(folder, 'encoder.safetensors');
  await ok(t, 'encoders', 'export', training, '--out', encoder);
  const { encoder: imported } = await json<{ encoder: { blob: { sha256: string } } }>(t, 'encoders', 'import', encoder);

  const embed = ['embed', '--encoder', imported.blob.sha256, '--images', '100', '--no-wait'];
  const { job } = await json<{ job: { id: string } }>(t, ...embed);
  await ok(t, 'watch', job.id);
  const npy = join(folder, 'test.npy');
  await ok(t, 'embeddings', 'export', job.id, '--out', npy);
  t.is((await readFile(npy)).length, 128 + 100 * 2048 * 4);
  t.is((await readFile(join(folder, 'test.labels.npy'))).length, 128 + 2 * 100);

  const { jobs } = await json<{ jobs: { id: string }[] }>(t, 'jobs', 'list', '--limit', '1000');
  t.true([training, job.id].every((id) => jobs.some((each) => each.id === id)));
  await ok(t, 'jobs', 'delete', job.id);
  const { code, stderr } = await parallax(['jobs', 'show', job.id], { env: stack.env });
  t.deepEqual([code, stderr.includes(job.id)], [1, true]);

  // The labels are the dataset's own blob, which an embedding refers to and does not own.
  const { job: again } = await json<{ job: { id: string } }>(t, ...embed);
  await ok(t, 'watch', again.id);
  await ok(t, 'embeddings', 'export', again.id, '--out', npy);
});

test('a training that is cancelled makes its watcher fail', async (t) => {
  t.timeout(600_000);
  const id = (await ok(t, 'train', '--epochs', '50', '--no-wait')).trim();
  const watching = parallax(['watch', id], { env: stack.env });
  t.regex(await ok(t, 'jobs', 'cancel', id), new RegExp(`^${id} `));
  const { code, stderr } = await watching;
  t.is(code, 1);
  t.regex(stderr, new RegExp(`parallax: ${id} was cancelled`));
});

test('a job is paused, resumed, and retried once it has been cancelled, and listed by its state', async (t) => {
  t.timeout(600_000);
  const id = (await ok(t, 'train', '--epochs', '50', '--priority', 'low', '--no-wait')).trim();
  const listed = async (state: string) => {
    const { jobs } = await json<{ jobs: { id: string }[] }>(t, 'jobs', 'list', '--kind', 'training', '--state', state);
    return jobs.some((job) => job.id === id);
  };
  t.regex(await ok(t, 'jobs', 'pause', id), new RegExp(`^${id} (is paused|will pause)$`, 'm'));
  await until(`${id} is listed as paused`, () => listed('paused'), 120);
  t.is(await ok(t, 'jobs', 'resume', id), `${id} is queued\n`);
  await ok(t, 'jobs', 'cancel', id);
  await until(`${id} is listed as cancelled`, () => listed('cancelled'), 120);
  t.is(await ok(t, 'jobs', 'retry', id), `${id} is queued\n`);
  t.regex(await ok(t, 'jobs', 'show', id), /^options +low priority, at most 5 lost attempts and /m);
  await ok(t, 'jobs', 'cancel', id);
});

test('prune says what would be removed', async (t) => {
  t.regex(await ok(t, 'prune', '--dry-run'), /^[\d,]+ blobs?, .* would be removed$/m);
});

test('who stops watching is told that the job goes on', async (t) => {
  t.timeout(600_000);
  let told = false;
  const { code, stdout, stderr } = await parallax(['train', '--epochs', '50'], {
    env: stack.env,
    onStderr: (_, child) => {
      if (!told) child.kill('SIGINT');
      told = true;
    },
  });
  t.is(code, 130);
  const id = stdout.trim();
  t.regex(stderr, new RegExp(`goes on.*\n.*parallax watch ${id} .*parallax jobs cancel ${id}`));
  await ok(t, 'jobs', 'cancel', id);
});

test('what a service refuses is wrong usage, and names field and value', async (t) => {
  const { code, stdout, stderr } = await parallax(['train', '--batch', '0'], { env: stack.env });
  t.deepEqual([code, stdout], [2, '']);
  t.regex(stderr, /^parallax: .*batch is 0/);
});

test('a spec comes from a file, and flags override it', async (t) => {
  const file = join(await temporaryFolder(t), 'spec.json');
  await writeFile(file, JSON.stringify({ images: 256, batch: 32, objective: { ntXent: { temperature: 0.5 } } }));
  const args = ['train', '--spec', file, '--batch', '64', '--epochs', '1', '--no-wait'];
  interface Started {
    job: { id: string; trainingSpec: { batch: number; objective: { ntXent: { temperature: number } } } };
  }
  const { job } = await json<Started>(t, ...args);
  t.deepEqual([job.trainingSpec.batch, job.trainingSpec.objective.ntXent.temperature], [64, 0.5]);
  await ok(t, 'jobs', 'cancel', job.id);
});
