import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { setUp } from '@parallax/local';
import test from 'ava';

const run = promisify(execFile);
const folder = fileURLToPath(new URL('../../../deploy/observability', import.meta.url));

/** The tool that comes with Prometheus, on the files that are deployed. */
async function promtool(...args: string[]): Promise<string> {
  const { prometheus } = await setUp({ parts: ['prometheus'] });
  const { stdout } = await run(join(dirname(prometheus as string), 'promtool'), args, { cwd: folder });
  return stdout;
}

test('the alert rules fire when they should, and not before', async (t) => {
  t.timeout(600_000);
  t.regex(await promtool('check', 'rules', 'alerts.yaml'), /SUCCESS/);
  t.regex(await promtool('test', 'rules', 'alerts.test.yaml'), /SUCCESS/);
});

test("compose's Prometheus can read its configuration", async (t) => {
  t.timeout(600_000);
  t.regex(await promtool('check', 'config', '--syntax-only', 'prometheus.yaml'), /SUCCESS/);
});
