import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { down } from '@parallax/local';
import test from 'ava';
import { temporaryFolder } from '../local/temporary.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** What stands in README.md's `sh` blocks, in order: one script. Commands that are only to be shown stand in `console`. */
async function readmeScript(): Promise<string> {
  const text = await readFile(join(root, 'README.md'), 'utf8');
  return [...text.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block]) => block).join('\n');
}

/** Whether Jaeger and Prometheus are there: `npm run test:observe`. */
const isObserved = process.env.PARALLAX_README === 'observed';

/** As a newcomer types it, but small, on free ports, and without what has led here: installation and this test. */
function adapt(script: string, folder: string): string {
  return script
    .replaceAll(/^npm ci && npm test.*$/gm, '')
    .replaceAll(/^npm ci( && )?/gm, '')
    .replaceAll(/npm run demo\b/g, `npm run demo -- --images 512 --epochs 1 --batch 64 --k 50 --out demo`)
    .replaceAll(/parallax run --images \d+/g, 'parallax run --images 512 --test-images 256')
    .replaceAll(/"images": \d+/g, '"images": 512')
    .replaceAll(/ --out /g, ` --out ${folder}/`)
    .replaceAll(/parallax up --observe\b/g, isObserved ? 'parallax up --observe' : 'parallax up')
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

test("README's commands do what they say", async (t) => {
  t.timeout(15 * 60_000);
  const script = await readmeScript();
  t.regex(script, /parallax up/);
  t.regex(script, /grpcurl/);

  const folder = await temporaryFolder(t);
  const env = { ...process.env, XDG_STATE_HOME: folder };
  t.teardown(() => down(env));

  const bash = spawn('bash', ['-c', prelude + adapt(script, folder)], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [bash.stdout, bash.stderr]) stream.on('data', (text) => (output += text));
  const [code] = await once(bash, 'exit');
  if (code !== 0) t.log(output.slice(-4000));
  t.is(code, 0);
});
