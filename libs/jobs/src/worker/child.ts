import { type ChildProcess, fork } from 'node:child_process';
import { accessSync, constants, readFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { delimiter, join } from 'node:path';
import { ParallaxError } from '@parallax/errors';
import type { FromComputation, ToComputation } from './computation.js';

/** The process that computes one attempt. It can't outlive this one. */
export class Child {
  readonly #process: ChildProcess;
  readonly #killedBefore = killedForMemory();
  readonly #sampling = setInterval(() => this.#sample(), 1000).unref();
  /** The most memory that it was seen to have, in bytes. */
  #peak = 0;
  #killed = false;
  /** Resolves when it has ended, with why, where it gave no answer: OUT_OF_MEMORY, WORKER_LOST or UNAVAILABLE. */
  readonly exited: Promise<ParallaxError>;

  /**
   * @param module what the process runs; it calls `runComputation`
   * @throws UNAVAILABLE, or has `exited` resolve to it, where no process can be started now: for want of memory, of
   *   processes or of open files
   */
  constructor(module: URL, listen: (message: FromComputation) => void) {
    try {
      // In a session of its own, so that a terminal's Ctrl-C reaches us alone: no signal may interrupt it (`runComputation`).
      this.#process = fork(module, { detached: true, ...dieWithParent() });
    } catch (thrown) {
      clearInterval(this.#sampling);
      throw notStarted(thrown as Error);
    }
    this.#process.on('message', listen);
    this.exited = new Promise((resolve) => {
      this.#process.on('error', (error) => {
        clearInterval(this.#sampling);
        resolve(this.#process.pid ? new ParallaxError('WORKER_LOST', error.message) : notStarted(error));
      });
      this.#process.on('exit', (code, signal) => {
        const why = this.#whyOf(code, signal);
        // What it said last may still be on its way to us.
        if (this.#process.connected) this.#process.on('disconnect', () => resolve(why));
        else resolve(why);
      });
    });
  }

  /** A process that is gone gets nothing, and `exited` tells. */
  send(message: ToComputation): void {
    if (this.#process.connected) this.#process.send(message, () => {});
  }

  kill(): void {
    this.#killed = true;
    this.#process.kill('SIGKILL');
  }

  /** Returns when it has ended, by itself or, after `grace` milliseconds, killed. */
  async end(grace: number): Promise<void> {
    const timer = setTimeout(() => this.kill(), grace);
    await this.exited;
    clearTimeout(timer);
  }

  /** The kernel kills without a word what takes too much memory; other ends near the limit are for want of it too. */
  #whyOf(code: number | null, signal: NodeJS.Signals | null): ParallaxError {
    clearInterval(this.#sampling);
    const how = signal ? `signal ${signal}` : `code ${code}`;
    const byKernel = signal === 'SIGKILL' && !this.#killed && killedForMemory() > this.#killedBefore;
    const limit = Math.min(process.constrainedMemory() || Infinity, totalmem());
    if (!byKernel && this.#peak < 0.9 * limit) return new ParallaxError('WORKER_LOST', `its process ended with ${how}`);
    const message = `the computation ran out of memory: its process ended with ${how}; it was seen, once a second, with up to ${this.#peak} of ${limit} bytes`;
    return new ParallaxError('OUT_OF_MEMORY', message, {
      metadata: { bytes: String(this.#peak), limit: String(limit) },
    });
  }

  #sample(): void {
    try {
      const status = readFileSync(`/proc/${this.#process.pid}/status`, 'utf8');
      this.#peak = 1024 * Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) || this.#peak;
    } catch {
      // It has ended.
    }
  }
}

function notStarted(cause: Error): ParallaxError {
  return new ParallaxError('UNAVAILABLE', `a process to compute in can't be started now: ${cause.message}`, { cause });
}

/** How many processes the kernel has killed so far for want of memory, on this machine or in this control group. */
function killedForMemory(): number {
  const files = ['/proc/vmstat', '/sys/fs/cgroup/memory.events', '/sys/fs/cgroup/memory/memory.oom_control'];
  return files.reduce((sum, file) => {
    try {
      return sum + Number(/^oom_kill (\d+)$/m.exec(readFileSync(file, 'utf8'))?.[1] ?? 0);
    } catch {
      return sum;
    }
  }, 0);
}

/**
 * How to run node so that the kernel kills it when we die, where util-linux is there. The computation also ends when
 * the channel closes, but a tensor operation may keep it from hearing that for long.
 */
function dieWithParent(): { execPath?: string; execArgv?: string[] } {
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
