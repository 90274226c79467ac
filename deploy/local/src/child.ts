import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { findTool } from './tools.js';

/**
 * Starts a process that can't outlive this one, whatever ends this one. The child leads a process group of its own, so
 * that Ctrl-C in a terminal reaches us alone and the group can be ended as a whole. When we are killed outright, the
 * kernel ends the child (`setpriv --pdeathsig`, where util-linux has it), and a shell that waits for the end of a pipe,
 * which only we hold open, ends the rest of its group (compilers beneath a make). What it leaves behind when it ends by
 * itself is ended too.
 */
export function spawnWithParent(command: string, args: readonly string[], options: SpawnOptions = {}): ChildProcess {
  const setpriv = findTool('setpriv');
  const line = setpriv ? [setpriv, '--pdeathsig', 'KILL', '--', command, ...args] : [command, ...args];
  const child = spawn(line[0] as string, line.slice(1), { ...options, detached: true });
  if (child.pid === undefined) return child;
  const guard = spawn('/bin/sh', ['-c', 'read -r _; kill -KILL -- "-$0"', String(child.pid)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.unref();
  child.once('exit', () => {
    guard.kill('SIGKILL');
    endGroup(child, 'SIGKILL');
  });
  return child;
}

/** Sends a signal to a child's whole group. A group that has ended already is no error. */
export function endGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {}
}
