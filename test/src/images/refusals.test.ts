// test:k8s: outside
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import test, { type ExecutionContext } from 'ava';
import { root } from '../k8s/support/image-context.js';

/** A copy of the script, beside a bases.env that resolves the base to `digest`; its engine prints what it is asked. */
async function build(
  t: ExecutionContext,
  digest: string,
  env: NodeJS.ProcessEnv = {},
  options: string[] = [],
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'parallax-build-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const docker = join(folder, 'deploy/docker');
  await mkdir(docker, { recursive: true });
  await cp(join(root, 'package.json'), join(folder, 'package.json'));
  await cp(join(root, 'deploy/docker/build.sh'), join(docker, 'build.sh'));
  await writeFile(join(docker, 'bases.env'), `NODE_IMAGE=${digest}\n`);
  const settings = { env: { PATH: process.env.PATH, ENGINE: 'echo', ...env } };
  const { stdout } = await promisify(execFile)(join(docker, 'build.sh'), ['server', ...options], settings);
  return stdout;
}

test('a build without a digest of its base refuses, and says what to do', async (t) => {
  const error = await t.throwsAsync(build(t, ''));
  t.regex(error?.message ?? '', /resolve-bases\.sh, or set NODE_IMAGE/);
});

test('a build takes the digest of bases.env, unless the environment names a base', async (t) => {
  t.regex(await build(t, 'node@sha256:1'), /--build-arg NODE_IMAGE=node@sha256:1 /);
  t.regex(await build(t, 'node@sha256:1', { NODE_IMAGE: 'mine' }), /--build-arg NODE_IMAGE=mine /);
});

test('a tag that is asked for takes the place of the usual one', async (t) => {
  t.regex(await build(t, 'node@sha256:1'), /--tag parallax\/server:0\.1\.0 /);
  const tagged = await build(t, 'node@sha256:1', {}, ['--tag', 'parallax/server:0.1.0-cuda']);
  t.deepEqual(tagged.match(/--tag \S+/g), ['--tag parallax/server:0.1.0-cuda']);
});

test('the digests of the bases are looked up by the tags in the comments', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'parallax-bases-'));
  t.teardown(() => rm(folder, { recursive: true }));
  for (const file of ['bases.env', 'resolve-bases.sh']) await cp(join(root, 'deploy/docker', file), join(folder, file));
  // Only its question is tested here: no registry can be asked.
  await writeFile(join(folder, 'docker'), '#!/bin/sh\nshift 4\necho "$2" >> asked\necho sha256:1\n', { mode: 0o755 });
  const run = () => promisify(execFile)(join(folder, 'resolve-bases.sh'), { env: { PATH: `${folder}:/usr/bin:/bin` } });
  await run();
  const once = await readFile(join(folder, 'bases.env'), 'utf8');
  t.regex(once, /^NODE_IMAGE=docker\.io\/library\/node@sha256:1$/m);
  t.is(once.match(/^\w+_IMAGE=\S+@sha256:1$/gm)?.length, 6);
  t.notRegex(once, /Not resolved/);
  await run();
  t.is(await readFile(join(folder, 'bases.env'), 'utf8'), once);
});
