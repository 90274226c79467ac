import { existsSync, readFileSync, readlinkSync } from 'node:fs';
import { copyFile, mkdir, rename, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ParallaxError } from '@parallax/errors';
import { cacheFolder } from '../cache.js';
import { addon, binding, libraries, packageFolder } from './binding.js';
import { runtimeFolder } from './tensorflow.js';

/**
 * Puts the built binding and a link to TensorFlow's libraries where tfjs looks for them in `node_modules`, which every
 * `npm ci` wipes. Whoever starts a process that computes on tensors calls this first; when all is in place it takes a
 * millisecond. The binding's run path leads to the libraries, so that such a process needs no variable.
 *
 * @throws ParallaxError SETUP_INCOMPLETE where the binding or the runtime is not there
 */
export async function linkBinding(env: NodeJS.ProcessEnv = process.env): Promise<void> {
  const cache = cacheFolder(env);
  const built = join(cache, binding.folder, 'tfjs_binding.node');
  const runtime = join(runtimeFolder(cache, env), 'tensorflow');
  for (const file of [built, join(runtime, 'libtensorflow_cc.so.2')]) {
    if (!existsSync(file)) throw new ParallaxError('SETUP_INCOMPLETE', `${file} is missing: run npx parallax setup`);
  }
  const target = join(packageFolder(), addon);
  if (!sameContent(built, target)) await swap(target, (aside) => copyFile(built, aside));
  const link = join(packageFolder(), libraries);
  if (!leadsTo(link, runtime)) await swap(link, (aside) => symlink(runtime, aside));
}

/** Makes a file aside and renames it over the old one, so that a process that is starting finds the one or the other. */
async function swap(target: string, make: (aside: string) => Promise<void>): Promise<void> {
  const aside = `${target}.${process.pid}`;
  await mkdir(dirname(target), { recursive: true });
  await make(aside);
  await rename(aside, target);
}

function sameContent(a: string, b: string): boolean {
  return existsSync(b) && readFileSync(a).equals(readFileSync(b));
}

function leadsTo(link: string, target: string): boolean {
  try {
    return readlinkSync(link) === target;
  } catch {
    return false;
  }
}
