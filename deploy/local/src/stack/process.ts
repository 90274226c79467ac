import type { ChildProcess, StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, fstatSync, openSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { ParallaxError } from '@parallax/errors';
import { endGroup, spawnWithParent } from '../child.js';
import { lastLines, rotate } from './log.js';
import { type Ready, untilReady } from './ready.js';

export interface ProcessSpec {
  name: string;
  command: string;
  args: readonly string[];
  env: NodeJS.ProcessEnv;
  /** The file that its stdout and stderr are appended to. */
  log: string;
  /** An open file that it inherits as its file 3: a lock that it holds as long as it lives. */
  lock?: number | undefined;
  /** How to tell that it serves. Without it there is no more to tell than that it has been started. */
  ready?: Ready;
}

export interface ProcessEvent {
  process: string;
  state: 'ready' | 'died' | 'stopped';
  /** Of one that died: how, and the end of its log. */
  note?: string;
}

/** One that dies so often in a row, each time within a minute, is given up, unless somebody wants it otherwise. */
export const DEATHS = 5;
const START_MS = 60_000;
const LONG_RUN_MS = 60_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 4_000;

/** One process of the stack, kept up: when it dies it is started again, after a pause that doubles from half a second to four. */
export class StackProcess {
  readonly #spec: ProcessSpec;
  readonly #report: (event: ProcessEvent) => void;
  readonly #stopping = new AbortController();
  readonly #maxDeaths: number;
  #child: ChildProcess | undefined;
  /** The log's length when the child was started: what stands before is another's. */
  #logFrom = 0;
  /** Resolves, with how it ended, once the child has. */
  #ended: Promise<string> = Promise.resolve('has not been started');
  #keeping: Promise<void> = Promise.resolve();

  constructor(spec: ProcessSpec, report: (event: ProcessEvent) => void, maxDeaths: number) {
    this.#spec = spec;
    this.#report = report;
    this.#maxDeaths = maxDeaths;
  }

  get name(): string {
    return this.#spec.name;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /**
   * Resolves once it serves. From then on it is kept up, until `stop`, or until that proves impossible.
   *
   * @throws ParallaxError UNAVAILABLE with the end of its log, where it dies before it serves
   */
  async start(signal: AbortSignal, givenUp: (error: ParallaxError) => void): Promise<void> {
    await this.#launch(signal);
    this.#keeping = this.#keepUp(givenUp);
  }

  /** Begins its log anew where that has grown too large. */
  boundLog(): void {
    if (rotate(this.#spec.log)) this.#logFrom = 0;
  }

  /** SIGTERM, and SIGKILL to its whole group where that has not ended it in time. */
  async stop(graceMs: number): Promise<void> {
    this.#stopping.abort();
    this.#child?.kill('SIGTERM');
    const timer = setTimeout(() => this.#child && endGroup(this.#child, 'SIGKILL'), graceMs);
    await this.#ended;
    clearTimeout(timer);
    await this.#keeping;
    this.#report({ process: this.name, state: 'stopped' });
  }

  async #launch(signal: AbortSignal): Promise<void> {
    const child = this.#spawn();
    const settled = new AbortController();
    try {
      const failure = await this.#failure(AbortSignal.any([signal, settled.signal]));
      if (failure) throw this.#death(failure);
    } catch (error) {
      endGroup(child, 'SIGKILL');
      throw error;
    } finally {
      settled.abort();
    }
    this.#report({ process: this.name, state: 'ready' });
  }

  /** Resolves with nothing once it serves, or with what happened instead. */
  async #failure(signal: AbortSignal): Promise<string | undefined> {
    const { ready } = this.#spec;
    if (!ready) return undefined;
    const late = sleep(START_MS, `did not serve within ${START_MS / 1000} s`, { signal });
    const serves = untilReady(ready, signal).then(() => undefined);
    return Promise.race([serves, late, this.#ended]);
  }

  #spawn(): ChildProcess {
    const { command, args, env, log, lock } = this.#spec;
    const file = openSync(log, 'a');
    this.#logFrom = fstatSync(file).size;
    const stdio: StdioOptions = ['ignore', file, file, ...(lock === undefined ? [] : [lock])];
    const child = spawnWithParent(command, args, { env, stdio });
    closeSync(file);
    this.#child = child;
    this.#ended = once(child, 'exit').then(
      ([code, by]) => (by ? `was ended by ${by}` : `ended with ${code}`),
      (error) => `could not be started: ${error.message}`,
    );
    return child;
  }

  async #keepUp(givenUp: (error: ParallaxError) => void): Promise<void> {
    for (let deaths = 1; ; deaths++) {
      const start = Date.now();
      const death = await this.#ended;
      if (this.#stopping.signal.aborted) return;
      if (Date.now() - start > LONG_RUN_MS) deaths = 1;
      const error = this.#death(death);
      this.#report({ process: this.name, state: 'died', note: error.message });
      if (deaths === this.#maxDeaths) return givenUp(error);
      try {
        const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (deaths - 1));
        await sleep(pause, undefined, { signal: this.#stopping.signal });
        await this.#launch(this.#stopping.signal);
      } catch {
        // It died again before it was ready: the next turn counts that.
        if (this.#stopping.signal.aborted) return;
      }
    }
  }

  #death(how: string): ParallaxError {
    const { name, log } = this.#spec;
    return new ParallaxError('UNAVAILABLE', `${name} ${how}; the end of ${log}:\n${lastLines(log, this.#logFrom)}`);
  }
}
