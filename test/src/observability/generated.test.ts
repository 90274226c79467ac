import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generated } from '@parallax/observability';
import { catalogue, prometheusName } from '@parallax/telemetry';
import test from 'ava';

const folder = fileURLToPath(new URL('../../../deploy/observability', import.meta.url));

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
