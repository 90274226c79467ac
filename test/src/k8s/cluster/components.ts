import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Isolation, inside } from './isolation.js';

/** The processes of a cluster. None is started again: one that ends takes the cluster with it. */
export class Components {
  readonly #isolation: Isolation;
  readonly #logs: string;
  readonly #env: NodeJS.ProcessEnv;
  readonly #failed = new AbortController();

  constructor(isolation: Isolation, run: string, env: NodeJS.ProcessEnv) {
    this.#isolation = isolation;
    this.#logs = join(run, 'logs');
    this.#env = env;
  }

  /** Aborts, with the component's last words, when one ends. */
  get failed(): AbortSignal {
    return this.#failed.signal;
  }

  async start(name: string, line: string[]): Promise<ChildProcess> {
    await mkdir(this.#logs, { recursive: true });
    const log = join(this.#logs, `${name}.log`);
    const file = openSync(log, 'a');
    const [command, args] = inside(this.#isolation.init, line);
    const child = spawn(command, args, { env: this.#env, detached: true, stdio: ['ignore', file, file] });
    closeSync(file);
    child.once('exit', (code) => {
      const lines = readFileSync(log, 'utf8').trimEnd().split('\n').slice(-15).join('\n');
      this.#failed.abort(new Error(`${name} ended with ${code}; the end of ${log}:\n${lines}`));
    });
    return child;
  }

  /**
   * Tries again until it succeeds.
   *
   * @throws the last failure after so many seconds, or a component's end
   */
  async until<T>(what: string, seconds: number, attempt: () => Promise<T>): Promise<T> {
    const end = Date.now() + seconds * 1000;
    for (;;) {
      this.failed.throwIfAborted();
      try {
        return await attempt();
      } catch (error) {
        if (Date.now() > end) throw new Error(`${what}: not within ${seconds} s`, { cause: error });
      }
      await sleep(200);
    }
  }
}
