import type { ParallaxError } from '@parallax/errors';
import { type ProcessEvent, type ProcessSpec, StackProcess } from './process.js';

/** How long a process may take to end, in milliseconds: a server drains its calls, a worker hands back its job. */
const GRACE_MS = 15_000;

/** How often the logs are looked at, in milliseconds. */
const LOGS_MS = 10_000;

/** The processes of a stack, in tiers: each uses those before it, starts after them and ends before them. */
export class ProcessGroup {
  readonly #tiers: StackProcess[][] = [];
  readonly #report: (event: ProcessEvent) => void;
  readonly #maxDeaths: number;
  readonly #failure = new AbortController();
  readonly #boundingLogs: NodeJS.Timeout;

  /** @param maxDeaths how often in a row a process may die before it is given up */
  constructor(report: (event: ProcessEvent) => void, maxDeaths: number) {
    this.#report = report;
    this.#maxDeaths = maxDeaths;
    const boundLogs = () => {
      for (const process of this.processes) process.boundLog();
    };
    this.#boundingLogs = setInterval(boundLogs, LOGS_MS).unref();
  }

  get processes(): readonly StackProcess[] {
    return this.#tiers.flat();
  }

  /** Aborted when a process can't be kept up. */
  get signal(): AbortSignal {
    return this.#failure.signal;
  }

  /** Resolves once each of the tier serves. @throws ParallaxError of the first that dies instead */
  async start(specs: readonly ProcessSpec[], signal: AbortSignal): Promise<void> {
    const tier = specs.map((spec) => new StackProcess(spec, this.#report, this.#maxDeaths));
    this.#tiers.push(tier);
    const givenUp = (error: ParallaxError) => this.#failure.abort(error);
    await Promise.all(tier.map((process) => process.start(signal, givenUp)));
  }

  async stop(): Promise<void> {
    clearInterval(this.#boundingLogs);
    for (const tier of this.#tiers.splice(0).reverse()) {
      await Promise.all(tier.map((process) => process.stop(GRACE_MS)));
    }
  }
}
