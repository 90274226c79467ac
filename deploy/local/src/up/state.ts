import { readFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { invalidField } from '@parallax/errors';
import { isRunning, type ProcessId, writeWhole } from '../stack/folder.js';
import type { ServiceAddresses } from '../stack/services.js';
import type { Pages } from '../stack/start-all.js';

/** A stack that runs in the background, and the process that has it. */
export interface State extends ProcessId {
  addresses: ServiceAddresses;
  /** The pages that show traces and metrics, where it is observed. */
  pages?: Pages | undefined;
  /** The variables by which a process finds everything. They hold secrets. */
  env: Record<string, string>;
  directory: string;
}

/** `parallax` in the user's state folder (`XDG_STATE_HOME`, by default `~/.local/state`): jobs, blobs and logs. */
export function stateFolder(env: NodeJS.ProcessEnv = process.env): string {
  return join(env.XDG_STATE_HOME || join(homedir(), '.local', 'state'), 'parallax');
}

/**
 * Makes the state folder where it is missing.
 *
 * @throws INVALID_FIELD that names XDG_STATE_HOME, where it can't be made
 */
export async function makeStateFolder(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const folder = stateFolder(env);
  try {
    await makeFolder(join(folder, 'logs'));
    return folder;
  } catch (cause) {
    const must = `must be a folder, or one that can be made, for \`parallax\` in it (${(cause as Error).message})`;
    throw invalidField('XDG_STATE_HOME', dirname(folder), must, cause);
  }
}

/** Node's own recursive mkdir never ends where a file system says ENOENT of a folder that it doesn't let be made, as /proc does. */
async function makeFolder(path: string): Promise<void> {
  const make = () =>
    mkdir(path, { mode: 0o700 }).catch((thrown: NodeJS.ErrnoException) => {
      if (thrown.code !== 'EEXIST') throw thrown;
    });
  try {
    await make();
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ENOENT') throw thrown;
    await makeFolder(dirname(path));
    await make();
  }
}

/** The stack that `upDetached` started and that still runs; undefined where there is none. */
export function readState(env: NodeJS.ProcessEnv = process.env): State | undefined {
  try {
    const state = JSON.parse(readFileSync(fileIn(stateFolder(env)), 'utf8')) as State;
    return isRunning(state) ? state : undefined;
  } catch (error) {
    // Where the state folder can't be, whoever makes it says so.
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

export async function writeState(state: State, env: NodeJS.ProcessEnv = process.env): Promise<void> {
  const file = fileIn(stateFolder(env));
  await makeFolder(dirname(file));
  await writeWhole(file, `${JSON.stringify(state, null, 2)}\n`);
}

export async function removeState(env: NodeJS.ProcessEnv = process.env): Promise<void> {
  await rm(fileIn(stateFolder(env)), { force: true });
}

function fileIn(folder: string): string {
  return join(folder, 'state.json');
}
