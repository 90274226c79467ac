import { setTimeout as delay } from 'node:timers/promises';
import type { NatsConnection } from '@parallax/nats';

/** From one message to the next, and how long one may take that is nothing to speak of. Milliseconds. */
const interval = 500;
const usual = 3_000;

/**
 * Tells when NATS stored nothing, whoever asked, or nothing ran at all: a disk that other machines keep busy, and a machine that its
 * host has stopped for a while, are no fault of who waits for them. A small message is stored twice a second, in a stream of its own;
 * a pause between two messages that lasts longer than it was to is one in which nothing ran.
 */
export class Stalls {
  readonly #nats: NatsConnection;
  readonly #found: { end: number; took: number }[] = [];
  /** When the message that is under way was sent, or the pause after the last one began. */
  #began = performance.now();

  constructor(nats: NatsConnection) {
    this.#nats = nats;
  }

  get all(): readonly { took: number }[] {
    return this.#found;
  }

  async watch(signal: AbortSignal): Promise<void> {
    const ask = (subject: string, message: object) =>
      this.#nats.request(subject, JSON.stringify(message), { timeout: 60_000 });
    const stream = { name: 'stalls', subjects: ['stalls'], max_msgs: 1, storage: 'file' };
    await ask('$JS.API.STREAM.CREATE.stalls', stream);
    while (!signal.aborted) {
      await this.#time(() => ask('stalls', {}).catch(() => {}));
      await this.#time(() => delay(interval, undefined, { signal }).catch(() => {}));
    }
    await ask('$JS.API.STREAM.DELETE.stalls', {}).catch(() => {});
  }

  async #time(work: () => Promise<unknown>): Promise<void> {
    this.#began = performance.now();
    await work();
    const end = performance.now();
    if (end - this.#began > usual) this.#found.push({ end, took: end - this.#began });
  }

  /** Whether there was a stall in the last so many milliseconds, or is one. */
  overlaps(last: number): boolean {
    const now = performance.now();
    return now - this.#began > usual || this.#found.some(({ end }) => end > now - last);
  }
}
