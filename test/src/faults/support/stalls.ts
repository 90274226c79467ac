import { setTimeout as delay } from 'node:timers/promises';
import type { NatsConnection } from '@parallax/nats';

/** From one message to the next, and how long one may take that is nothing to speak of. Milliseconds. */
const interval = 500;
const usual = 3_000;

/**
 * Tells when NATS stored nothing, whoever asked: a disk that other machines keep busy is no fault of who waits for it. A small message
 * is stored twice a second, in a stream of its own.
 */
export class Stalls {
  readonly #nats: NatsConnection;
  readonly #found: { end: number; took: number }[] = [];
  /** Of the message that is under way. */
  #began: number | undefined;

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
      this.#began = performance.now();
      await ask('stalls', {}).catch(() => {});
      const end = performance.now();
      if (end - this.#began > usual) this.#found.push({ end, took: end - this.#began });
      this.#began = undefined;
      await delay(interval, undefined, { signal }).catch(() => {});
    }
    await ask('$JS.API.STREAM.DELETE.stalls', {}).catch(() => {});
  }

  /** Whether NATS stalled in the last so many milliseconds, or does. */
  overlaps(last: number): boolean {
    const now = performance.now();
    const isStalling = this.#began !== undefined && now - this.#began > usual;
    return isStalling || this.#found.some(({ end }) => end > now - last);
  }
}
