import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { setUp } from '@parallax/local';
import { generated } from '@parallax/observability';
import { catalogue, prometheusName } from '@parallax/telemetry';
import test from 'ava';

const run = promisify(execFile);
const folder = fileURLToPath(new URL('../../../deploy/observability', import.meta.url));

async function promtool(...args: string[]): Promise<string> {
  const { prometheus } = await setUp({ parts: ['prometheus'] });
  const { stdout } = await run(join(dirname(prometheus as string), 'promtool'), args, { cwd: folder });
  return stdout;
}

for (const [path, text] of Object.entries(generated())) {
  test(`${path} is what the code makes: npm run generate`, async (t) => {
    t.is(await readFile(join(folder, path), 'utf8'), text);
  });
}

test('every metric is on a dashboard', (t) => {
  const boards = Object.entries(generated()).filter(([path]) => path.startsWith('dashboards/'));
  const shown = boards.map(([, text]) => text).join('\n');
  const { training, evaluation, jobs, stages, views, runtime, rpc } = catalogue;
  const metrics = [training, evaluation, jobs, stages, views, runtime, rpc].flatMap((group) => Object.values(group));
  const names = metrics.map((metric) => prometheusName(metric));
  t.deepEqual(
    names.filter((name) => !new RegExp(`\\b${name}(_bucket|_count)?\\b`).test(shown)),
    [],
  );
});

test('the alert rules fire when they should, and not before', async (t) => {
  t.timeout(600_000);
  t.regex(await promtool('check', 'rules', 'alerts.yaml'), /SUCCESS/);
  t.regex(await promtool('test', 'rules', 'alerts.test.yaml'), /SUCCESS/);
});

test("compose's Prometheus can read its configuration", async (t) => {
  t.timeout(600_000);
  t.regex(await promtool('check', 'config', '--syntax-only', 'prometheus.yaml'), /SUCCESS/);
});
