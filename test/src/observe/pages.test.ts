import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { down } from '@parallax/local';
import test, { type ExecutionContext } from 'ava';
import { temporaryFolder } from '../local/temporary.js';
import { picture } from '../support/picture.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/**
 * What stands in a page's `sh` blocks, in order: one script. Its `python` blocks are one program, which runs where the last of them stands.
 * Commands that are only to be shown stand in `console`.
 */
async function scriptOf(page: string): Promise<string> {
  const text = await readFile(join(root, page), 'utf8');
  const blocks = [...text.matchAll(/^```(sh|python)\n(.*?)^```$/gms)].map(([, language, block]) => ({
    language,
    block,
  }));
  const program = blocks.filter(({ language }) => language === 'python').map(({ block }) => block);
  const last = blocks.findLastIndex(({ language }) => language === 'python');
  const script = blocks.map(({ language, block }, at) => {
    if (language === 'sh') return block;
    return at === last ? `python3 - <<PYTHON\n${program.join('\n')}\nPYTHON\n` : '';
  });
  return script.join('\n');
}

/** What the Python page says is to be installed, as it was when it was last run. */
const packages = ['grpcio==1.85.3', 'grpcio-tools==1.85.1', 'numpy==2.4.6', 'pillow==13.0.0', 'safetensors==0.8.0'];

/** As a newcomer types it, but small, on free ports, and without what has led here: installation and this test. */
function adapt(script: string, folder: string): string {
  return script
    .replaceAll(/^npm ci && npm test.*$/gm, '')
    .replaceAll(/^npm ci( && )?/gm, '')
    .replaceAll(/npm run demo\b/g, `npm run demo -- --images 512 --epochs 1 --batch 64 --k 50 --out demo`)
    .replaceAll(/parallax run --images \d+/g, 'parallax run --images 512 --test-images 256')
    .replaceAll(/"images": \d+/g, '"images": 512')
    .replaceAll(/images=\d+/g, 'images=512')
    .replaceAll(/\bstubs\b/g, `${folder}/stubs`)
    .replaceAll(/PYTHONPATH=(\S+)/g, 'PYTHONPATH=$1:$PYTHONPATH')
    .replaceAll(/ --(out|sheet) /g, ` --$1 ${folder}/`)
    .replaceAll(/(import|\$training) photos /g, `$1 ${folder}/photos `)
    .replaceAll('"vectors.jsonl"', `"${folder}/vectors.jsonl"`)
    .replaceAll(/--epochs 100 --batch 64/g, '--epochs 2 --batch 32')
    .replaceAll(/parallax up\b/g, 'parallax up --ports free')
    .replaceAll(/localhost:5005([1-4])/g, '$(address $1)');
}

/** Where `parallax up` has a service; 1 to 4 is the end of its usual port. */
const prelude = `
set -euxo pipefail
address() {
  node -p 'Object.values(JSON.parse(fs.readFileSync(process.env.XDG_STATE_HOME + "/parallax/state.json")).addresses)[process.argv[1] - 1]' "$1"
}
`;

/** Runs the commands of a page, in a folder of their own, with a state of their own. @returns what they printed */
async function runPage(t: ExecutionContext, page: string, folder: string): Promise<string> {
  const env = { ...process.env, XDG_STATE_HOME: folder, PYTHONPATH: join(folder, 'packages') };
  t.teardown(() => down(env));
  const bash = spawn('bash', ['-c', prelude + adapt(await scriptOf(page), folder)], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [bash.stdout, bash.stderr]) stream.on('data', (text) => (output += text));
  const [code] = await once(bash, 'exit');
  if (code !== 0) t.log(output.slice(-4000));
  t.is(code, 0);
  return output;
}

test.serial("README's commands do what they say", async (t) => {
  t.timeout(15 * 60_000);
  const script = await scriptOf('README.md');
  t.regex(script, /parallax up/);
  t.regex(script, /grpcurl/);
  await runPage(t, 'README.md', await temporaryFolder(t));
});

test.serial("the tutorial's commands lead from a folder of pictures to neighbours and numbers", async (t) => {
  t.timeout(15 * 60_000);
  const folder = await temporaryFolder(t);
  for (let seed = 0; seed < 160; seed++) {
    const kind = seed % 2 ? 'stripes' : 'patches';
    await mkdir(join(folder, 'photos', kind), { recursive: true });
    await writeFile(join(folder, 'photos', kind, `${seed}.png`), await picture(seed, seed % 2 ? 90 : 70, 80));
  }
  const output = await runPage(t, 'docs/tutorial.md', folder);
  t.regex(output, /trained encoder +\d+\.\d+ %/);
  t.regex(output, /^1\.0000 patches\/0\.png$/m);
  t.regex(output, /^ {4}scale = 64 \/ min\(picture\.size\)$/m);
});

test.serial("the Python page's program trains, watches, embeds an array and reads embeddings", async (t) => {
  t.timeout(15 * 60_000);
  const folder = await temporaryFolder(t);
  const { status, stderr } = spawnSync('python3', [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--target',
    join(folder, 'packages'),
    ...packages,
  ]);
  t.is(status, 0, String(stderr));
  const output = await runPage(t, 'docs/python.md', folder);
  t.regex(output, /^training-\w{16} JOB_STATE_RUNNING training \d+\/\d+$/m);
  t.regex(output, /^h of the array: \(100, 2048\)$/m);
  t.regex(output, /^h of the test split: \(512, 2048\) float32 labels: \(512,\) uint16$/m);
});
