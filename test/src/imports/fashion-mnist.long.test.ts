import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Stack, startStack } from '@parallax/local';
import test, { type ExecutionContext } from 'ava';
import { parallax } from '../cli/parallax.js';
import { temporaryFolder } from '../local/temporary.js';

const run = promisify(execFile);

/** Debian's package, and where it has the four files as they were published (Xiao, Rasul, Vollgraf 2017). */
const debian = 'dataset-fashion-mnist';
const installed = '/usr/share/datasets/fashion-mnist';

/** A folder with the files: the system's, or those of the package, which is fetched but not installed. */
async function fetchFashionMnist(t: ExecutionContext): Promise<string> {
  if (existsSync(installed)) return installed;
  const folder = await temporaryFolder(t);
  await run('apt-get', ['download', '--quiet', debian], { cwd: folder });
  await run('bash', ['-c', `dpkg-deb --extract ${debian}_*.deb .`], { cwd: folder });
  return join(folder, installed);
}

async function ok(t: ExecutionContext, { env }: Stack, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await parallax(args, { env });
  t.is(code, 0, `${args.join(' ')}\n${stderr}`);
  return stdout;
}

interface Report {
  probes: Record<'rawPixels' | 'randomEncoder' | 'trainedEncoder', { knn: number; linear: number }>;
}

test('Fashion-MNIST, as Debian has it, is imported, learned from, embedded, probed and exported', async (t) => {
  t.timeout(40 * 60_000);
  const data = await temporaryFolder(t);
  const files = await fetchFashionMnist(t);
  await mkdir(join(data, 'fashion'));
  for (const split of ['train', 't10k'])
    for (const file of [`${split}-images-idx3-ubyte.gz`, `${split}-labels-idx1-ubyte.gz`])
      await copyFile(join(files, file), join(data, 'fashion', file));
  const stack = await startStack({ env: { ...process.env, PARALLAX_DATA: data } });
  try {
    t.log(await ok(t, stack, 'datasets', 'import', 'service:fashion', '--name', 'fashion-mnist', '--size', '32'));
    const show = await ok(t, stack, 'datasets', 'show', 'fashion-mnist', '--json');
    const { dataset } = JSON.parse(show) as { dataset: { classes: string[]; splits: { count: string }[] } };
    t.is(dataset.classes.length, 10);
    t.deepEqual(
      dataset.splits.map(({ count }) => count),
      ['60000', '10000'],
    );
    const out = join(data, 'run');
    t.log(await ok(t, stack, 'run', '--dataset', 'fashion-mnist', '--images', '20000', '--epochs', '3', '--out', out));
    const { probes } = JSON.parse(await readFile(join(out, 'report.json'), 'utf8')) as Report;
    t.true(probes.trainedEncoder.knn > probes.randomEncoder.knn);
    t.true(probes.trainedEncoder.linear > probes.rawPixels.linear);
    const list = JSON.parse(await ok(t, stack, 'jobs', 'list', '--kind', 'training', '--json')) as {
      jobs: { id: string }[];
    };
    const training = list.jobs[0]?.id as string;
    const encoder = join(data, 'encoder.safetensors');
    t.regex(await ok(t, stack, 'encoders', 'export', training, '--out', encoder), /load_state_dict/);
  } finally {
    await stack.stop();
  }
});
