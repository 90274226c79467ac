import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { setUp } from '@parallax/local';
import test from 'ava';

const mains = [
  ...['augmentation', 'training', 'embedding', 'probe'].map((service) => `${service}/dist/server.js`),
  ...['augmentation', 'training', 'embedding', 'probe'].map((service) => `${service}/dist/worker.js`),
  'embedding/dist/inline.js',
];

const bad = [
  { PARALLAX_NATS_URL: 'nats://parallax:p/s3cret@127.0.0.1:4222' },
  { PARALLAX_LOG_LEVEL: 'verbose' },
  { PARALLAX_THREADS: 'many' },
  { OTEL_EXPORTER_OTLP_ENDPOINT: 'nonsense' },
];

test.before(() => setUp({ parts: ['binding'] }));

for (const main of mains) {
  test.serial(`${main} ends with 64, and one line that names what is bad in its settings`, async (t) => {
    t.timeout(120_000);
    for (const setting of bad) {
      const file = fileURLToPath(new URL(`../../../services/${main}`, import.meta.url));
      const child = spawn(process.execPath, [file], { env: { ...process.env, ...setting }, stdio: 'pipe' });
      t.teardown(() => child.kill('SIGKILL'));
      const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
      t.is(code, 64);
      const { level, message } = JSON.parse(output);
      t.is(level, 'fatal');
      t.true(message.startsWith(Object.keys(setting)[0]), message);
      t.false(output.includes('s3cret'));
      t.false(output.includes('at file:'), 'no stack');
    }
  });
}
