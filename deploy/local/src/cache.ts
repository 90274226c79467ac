import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readlinkSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { homedir, hostname } from 'node:os';
import { join } from 'node:path';
import { Settings } from '@parallax/settings';

/**
 * The folder of the user that holds whatever set-up made: `PARALLAX_CACHE`, or else `parallax` in the user's cache
 * folder (`XDG_CACHE_HOME`, by default `~/.cache`; XDG Base Directory Specification 0.8). Safe to delete.
 */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  return new Settings(env).given('PARALLAX_CACHE') ?? join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'parallax');
}

/** The beginning of the SHA-256 of files, one after the other: names what was made from them. */
export function digestOf(...files: string[]): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(file));
  return hash.digest('hex').slice(0, 12);
}

const SCRATCH = '.scratch';

/** Where a process' number means something: a container may have the machine's name and cache, and numbers of its own. */
function here(): string {
  return `${hostname()}-${/\d+/.exec(readlinkSync('/proc/self/ns/pid'))}`;
}

/** A folder in the cache for one set-up, named for its process, so that `sweep` knows whose it was. */
export async function openScratch(cache: string): Promise<string> {
  const root = join(cache, SCRATCH);
  await mkdir(root, { recursive: true });
  return mkdtemp(join(root, `${here()}+${process.pid}+`));
}

/**
 * Removes what set-ups of this machine, or of this container, left behind that are no longer running. A cache that is
 * shared with others is safe.
 */
export async function sweep(cache: string): Promise<void> {
  const root = join(cache, SCRATCH);
  const names = await readdir(root).catch(() => []);
  for (const name of names) {
    const [where, pid] = name.split('+');
    if (where === here() && !isRunning(Number(pid))) await rm(join(root, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * Moves a whole, verified folder to its place in one step. Where another set-up was first, its folder stays and this one
 * is left to the end of its scratch folder: both hold the same. A folder without the file that proves it whole, which
 * somebody must have removed, makes way.
 */
export async function place(folder: string, target: string, proof = ''): Promise<void> {
  try {
    await rename(folder, target);
  } catch (error) {
    if (!existsSync(target)) throw error;
    if (existsSync(join(target, proof))) return;
    await rename(target, `${folder}-replaced`);
    await rename(folder, target);
  }
}
