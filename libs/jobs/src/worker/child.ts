import { type ChildProcess, fork } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { FromCompute, ToCompute } from './messages.js';

/** The process that computes one attempt. It can't outlive this one. */
export class Child {
  readonly #process: ChildProcess;
  /** Resolves when it has ended, with how: `code 1`, `signal SIGKILL`. */
  readonly exited: Promise<string>;

  /** @param module what the process runs; it calls `runCompute` */
  constructor(module: URL, listen: (message: FromCompute) => void) {
    // In a session of its own, so that a terminal's Ctrl-C reaches us alone: no signal may interrupt it (`runCompute`).
    this.#process = fork(module, { detached: true, ...tied() });
    this.#process.on('message', listen);
    this.exited = new Promise((resolve) => {
      this.#process.on('error', (error) => resolve(error.message));
      this.#process.on('exit', (code, signal) => {
        const how = signal ? `signal ${signal}` : `code ${code}`;
        // What it said last may still be on its way to us.
        if (this.#process.connected) this.#process.on('disconnect', () => resolve(how));
        else resolve(how);
      });
    });
  }

  /** A process that is gone gets nothing, and `exited` tells. */
  send(message: ToCompute): void {
    if (this.#process.connected) this.#process.send(message, () => {});
  }

  kill(): void {
    this.#process.kill('SIGKILL');
  }

  /** Returns when it has ended, by itself or, after `grace` milliseconds, killed. */
  async end(grace: number): Promise<void> {
    const timer = setTimeout(() => this.kill(), grace);
    await this.exited;
    clearTimeout(timer);
  }
}

/**
 * How to run node so that the kernel kills it when we die, where util-linux is there. The computation also ends when
 * the channel closes, but a tensor operation may keep it from hearing that for long.
 */
function tied(): { execPath?: string; execArgv?: string[] } {
  const setpriv = findProgram('setpriv');
  if (!setpriv) return {};
  return { execPath: setpriv, execArgv: ['--pdeathsig', 'KILL', '--', process.execPath, ...process.execArgv] };
}

function findProgram(name: string): string | undefined {
  const paths = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name));
  return paths.find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
