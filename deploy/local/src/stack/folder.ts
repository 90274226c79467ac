import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ParallaxError } from '@parallax/errors';
import { findTool } from '../tools.js';

/** A process. Its number may be another's later; together with when it started, it is never. */
export interface ProcessId {
  pid: number;
  /** In the kernel's ticks since the machine started (proc(5), field 22 of `stat`). */
  startTime: string;
}

/** A folder that no other stack can have at the same time. */
export interface Lock {
  /**
   * The lock's open file. Whoever inherits it holds the lock too: so do the servers that write into the folder, which
   * may outlive for a moment the process that started them.
   */
  file: number;
  /** Lets go of it. */
  release(): void;
}

/** How long the servers of a stack that was killed outright may take to end, in seconds. */
const PATIENCE = 10;

/**
 * Takes a folder for the stack of this process, by flock(2): the kernel lets go of it when the process ends, in whatever
 * way. A file in it, `lock`, says who has it.
 *
 * @throws ParallaxError CONFLICT where another process has it; SETUP_INCOMPLETE where util-linux' `flock` is missing
 */
export async function lockFolder(folder: string): Promise<Lock> {
  const file = openSync(join(folder, 'lock'), 'a', 0o600);
  const release = () => closeSync(file);
  try {
    await takeLock(file, folder);
    ftruncateSync(file);
    writeSync(file, JSON.stringify(processId(process.pid)));
    return { file, release };
  } catch (error) {
    release();
    throw error;
  }
}

/** Waits while nobody says to have the folder: the servers of a stack that was killed end soon, and who has just taken it is about to say so. */
async function takeLock(file: number, folder: string): Promise<void> {
  const limit = performance.now() + 1000 * PATIENCE;
  while (!(await flock(file, '--timeout=0.2'))) {
    const holder = holderOf(folder);
    if (holder || performance.now() > limit) throw isHeld(folder, holder);
  }
}

/** The process whose stack has the folder, or waits until it has started there; undefined where none does. */
export function holderOf(folder: string): ProcessId | undefined {
  try {
    const holder = JSON.parse(readFileSync(join(folder, 'lock'), 'utf8')) as ProcessId;
    return isRunning(holder) ? holder : undefined;
  } catch {
    // Nobody has ever had it, or somebody is about to say so.
    return undefined;
  }
}

function isHeld(folder: string, holder: ProcessId | undefined): ParallaxError {
  const who = holder ? `process ${holder.pid}` : 'another process';
  const message = `${who} has a stack in ${folder}, or is about to: wait until it is up, or end it (parallax down)`;
  return new ParallaxError('CONFLICT', message, { metadata: { folder, ...(holder && { pid: String(holder.pid) }) } });
}

/** Locks an open file, which the program inherits as its file 3. The lock stays when the program ends: it is the open file's. */
async function flock(file: number, how: string): Promise<boolean> {
  const program = findTool('flock');
  if (!program) {
    throw new ParallaxError('SETUP_INCOMPLETE', 'flock is missing: install it (Debian: apt-get install util-linux)');
  }
  const child = spawn(program, ['--exclusive', how, '3'], { stdio: ['ignore', 'ignore', 'ignore', file] });
  const [code] = await once(child, 'exit');
  return code === 0;
}

/** @param pid of a process that runs */
export function processId(pid: number): ProcessId {
  return { pid, startTime: startTime(pid) ?? '' };
}

export function isRunning({ pid, startTime: since }: ProcessId): boolean {
  return startTime(pid) === since;
}

function startTime(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name, in brackets, and may hold anything.
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' ? undefined : fields[18];
  } catch {
    return undefined;
  }
}

/** Writes a file whole or not at all, for its owner's eyes alone. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const aside = `${path}.${process.pid}`;
  await writeFile(aside, text, { mode: 0o600 });
  await rename(aside, path);
}
