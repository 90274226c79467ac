import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Stack, startStack } from '@parallax/local';
import test, { type ExecutionContext } from 'ava';
import { parallax } from '../cli/parallax.js';
import { temporaryFolder } from '../local/temporary.js';
import { picture } from '../support/picture.js';
import { pythonWithPyTorch } from '../support/pytorch.js';

const run = promisify(execFile);

async function ok(t: ExecutionContext, { env }: Stack, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await parallax(args, { env });
  t.is(code, 0, `${args.join(' ')}\n${stderr}`);
  return stdout;
}

interface Row {
  name: string;
  h: number[];
}

/** h of all pictures in a folder, by `parallax embed`, in the order of their names. */
async function embedByParallax(t: ExecutionContext, stack: Stack, training: string, folder: string): Promise<Row[]> {
  const out = `${folder}.jsonl`;
  await ok(t, stack, 'embed', '--encoder', training, folder, '--out', out);
  const lines = (await readFile(out, 'utf8')).trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Row);
}

/** The same by the program that `encoders export` has printed. */
async function embedByPyTorch(code: string, folder: string, names: readonly string[]): Promise<number[][]> {
  const paths = names.map((name) => join(folder, name));
  const program = `${code}\nimport json\nprint(json.dumps([embed(path).tolist() for path in ${JSON.stringify(paths)}]))\n`;
  const { stdout } = await run(await pythonWithPyTorch(), ['-W', 'ignore', '-c', program], { maxBuffer: 2 ** 28 });
  return JSON.parse(stdout);
}

/** The largest difference of any feature, as a share of the largest feature. */
function difference(rows: readonly Row[], expected: readonly number[][]): number {
  const most = (values: Iterable<number>) => {
    let found = 0;
    for (const value of values)
      found = Number.isNaN(value) ? Number.POSITIVE_INFINITY : Math.max(found, Math.abs(value));
    return found;
  };
  const apart = rows.flatMap(({ h }, row) => h.map((value, at) => value - (expected[row]?.[at] ?? Number.NaN)));
  return most(apart) / most(expected.flat());
}

for (const network of [
  ['--global-pooling', 'average'],
  ['--global-pooling', 'none'],
  ['--network', 'resnet18'],
  ['--network', 'vit_tiny', '--patch', '8'],
]) {
  test.serial(`the exported encoder gives PyTorch the same embeddings: ${network.join(' ')}`, async (t) => {
    t.timeout(20 * 60_000);
    const folder = await temporaryFolder(t);
    const photos = join(folder, 'photos');
    for (let seed = 0; seed < 96; seed++) {
      await mkdir(join(photos, `${seed % 2}`), { recursive: true });
      await writeFile(join(photos, `${seed % 2}`, `${seed}.png`), await picture(seed, 70 + (seed % 7), 91));
    }
    const stack = await startStack();
    try {
      await ok(t, stack, 'datasets', 'import', photos, '--name', 'photos', '--size', '64');
      const spec = [
        '--epochs',
        '2',
        '--batch',
        '8',
        '--normalisation',
        'dataset',
        '--precision',
        'float32',
        ...network,
      ];
      await ok(t, stack, 'train', '--dataset', 'photos', ...spec);
      const { jobs } = JSON.parse(await ok(t, stack, 'jobs', 'list', '--kind', 'training', '--json'));
      const file = join(folder, 'encoder.safetensors');
      const said = await ok(t, stack, 'encoders', 'export', jobs[0].id, '--out', file);
      const code = said.slice(said.indexOf('import numpy'));

      const squares = join(folder, 'squares');
      await ok(t, stack, 'datasets', 'export', 'photos', '--out', squares);
      t.true((await readdir(squares)).length > 0);
      for (const [what, from, most] of [
        ['pictures of the encoder’s size', squares, 1e-4],
        ['pictures that Pillow resizes', photos, 2e-2],
      ] as const) {
        const rows = await embedByParallax(t, stack, jobs[0].id, from);
        const found = difference(
          rows,
          await embedByPyTorch(
            code,
            from,
            rows.map(({ name }) => name),
          ),
        );
        t.log(`${what}: ${found.toExponential(1)} of the largest feature`);
        t.true(found <= most, what);
      }
    } finally {
      await stack.stop();
    }
  });
}
