import { readFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
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

/** The stack that `upDetached` started and that still runs; undefined where there is none. */
export function readState(env: NodeJS.ProcessEnv = process.env): State | undefined {
  try {
    const state = JSON.parse(readFileSync(fileIn(stateFolder(env)), 'utf8')) as State;
    return isRunning(state) ? state : undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

export async function writeState(state: State, env: NodeJS.ProcessEnv = process.env): Promise<void> {
  const file = fileIn(stateFolder(env));
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeWhole(file, `${JSON.stringify(state, null, 2)}\n`);
}

export async function removeState(env: NodeJS.ProcessEnv = process.env): Promise<void> {
  await rm(fileIn(stateFolder(env)), { force: true });
}

function fileIn(folder: string): string {
  return join(folder, 'state.json');
}
