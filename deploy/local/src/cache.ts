import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * The folder of the user that holds whatever set-up made: `PARALLAX_CACHE`, or else `parallax` in the user's cache
 * folder (`XDG_CACHE_HOME`, by default `~/.cache`; XDG Base Directory Specification 0.8). Safe to delete.
 */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  return env.PARALLAX_CACHE || join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'parallax');
}
