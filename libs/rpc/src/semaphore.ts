import { overloaded } from './admission.js';

export interface SemaphoreOptions {
  /** How long work waits for its turn before it is refused, in milliseconds. Default: 500. */
  patience?: number;
  /** How much work waits at once. Default: 64. */
  longestQueue?: number;
}

/** What is taken on waits for its turn as long as whoever asked does. */
export const UNBOUNDED: SemaphoreOptions = { patience: Infinity, longestQueue: Infinity };

interface Waiting {
  amount: number;
  enter: () => void;
}

/**
 * Lets work in, in the order in which it came, as long as there is enough left of what it needs. What doesn't come in soon is
 * refused: whoever asked can ask another replica, or later, and has not waited in vain.
 */
export class Semaphore {
  readonly #capacity: number;
  readonly #limit: string;
  readonly #patience: number;
  readonly #longestQueue: number;
  readonly #queue: Waiting[] = [];
  #free: number;

  /** @param limit the capacity in words, for the refusal */
  constructor(capacity: number, limit: string, { patience = 500, longestQueue = 64 }: SemaphoreOptions = {}) {
    this.#capacity = capacity;
    this.#limit = limit;
    this.#free = capacity;
    this.#patience = patience;
    this.#longestQueue = longestQueue;
  }

  /**
   * @param amount of what there is, that the work has until it ends
   * @throws OVERLOADED once its patience is over; why the signal aborted, where it did so before the work began
   */
  async run<T>(amount: number, work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    const taken = Math.min(amount, this.#capacity);
    await this.#take(taken, signal);
    try {
      return await work();
    } finally {
      this.#free += taken;
      this.#letIn();
    }
  }

  async #take(amount: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#queue.length === 0 && amount <= this.#free) {
      this.#free -= amount;
      return;
    }
    if (this.#queue.length >= this.#longestQueue) throw overloaded(this.#limit);
    await new Promise<void>((resolve, reject) => {
      const settle = (how: () => void) => {
        clearTimeout(timer);
        signal.removeEventListener('abort', abort);
        how();
      };
      const leave = (reason: unknown) => {
        this.#queue.splice(this.#queue.indexOf(waiting), 1);
        settle(() => reject(reason));
        // Whoever stood behind may need less.
        this.#letIn();
      };
      const waiting = { amount, enter: () => settle(resolve) };
      const abort = () => leave(signal.reason);
      const refuse = () => leave(overloaded(this.#limit));
      const timer = this.#patience === Infinity ? undefined : setTimeout(refuse, this.#patience);
      signal.addEventListener('abort', abort);
      this.#queue.push(waiting);
    });
  }

  #letIn(): void {
    for (let next = this.#queue[0]; next && next.amount <= this.#free; next = this.#queue[0]) {
      this.#queue.shift();
      this.#free -= next.amount;
      next.enter();
    }
  }
}
