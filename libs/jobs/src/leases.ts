import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { KV, KvEntry } from '@nats-io/kv';
import type { NatsConnection } from '@nats-io/transport-node';
import { isConflict, mapNatsErrors, openBucket } from '@parallax/nats';

/** The holder of a lease that nobody has. */
const free = '-';

/**
 * Work that one process of an installation does at a time, such as looking through all jobs. Whoever has the lease renews it;
 * one that has not been renewed for its whole time is free, by the clock of whoever waits for it, so that clocks need not agree.
 */
export class Leases {
  readonly #kv: KV;
  readonly #holder = randomUUID();
  /** What was seen of others' leases: which revision, and since when by our own clock. */
  readonly #seen = new Map<string, { revision: number; since: number }>();

  private constructor(kv: KV) {
    this.#kv = kv;
  }

  /** @throws UNAVAILABLE */
  static async open(connection: NatsConnection): Promise<Leases> {
    return new Leases(await openBucket(connection, 'parallax_leases'));
  }

  /**
   * Takes the lease, or renews our own; returns whether it is ours for `time` milliseconds from now.
   *
   * @throws UNAVAILABLE
   */
  async take(name: string, time: number): Promise<boolean> {
    const entry = await mapNatsErrors(() => this.#kv.get(name));
    const isFree = !entry || [free, this.#holder].includes(entry.string()) || this.#isStale(name, entry, time);
    if (!isFree) return false;
    try {
      const hold = () =>
        entry ? this.#kv.update(name, this.#holder, entry.revision) : this.#kv.create(name, this.#holder);
      await mapNatsErrors(hold);
      return true;
    } catch (thrown) {
      if (isConflict(thrown)) return false;
      throw thrown;
    }
  }

  /** Runs `work` every `interval` milliseconds while the lease is ours, until `signal` aborts. Failures are told, and survived. */
  async keep(
    name: string,
    interval: number,
    work: () => Promise<unknown>,
    { signal, onError }: { signal: AbortSignal; onError: (thrown: unknown) => void },
  ): Promise<void> {
    let isOurs = false;
    while (!signal.aborted) {
      try {
        // Three turns, so that one that takes long or fails does not hand it over at once.
        isOurs = await this.take(name, 3 * interval);
        if (isOurs) await work();
      } catch (thrown) {
        onError(thrown);
      }
      await delay(interval, undefined, { signal }).catch(() => {});
    }
    if (isOurs) await this.#release(name).catch(onError);
  }

  async #release(name: string): Promise<void> {
    const entry = await mapNatsErrors(() => this.#kv.get(name));
    if (entry?.string() === this.#holder) await mapNatsErrors(() => this.#kv.update(name, free, entry.revision));
  }

  #isStale(name: string, { revision }: KvEntry, time: number): boolean {
    const seen = this.#seen.get(name);
    if (seen?.revision === revision) return performance.now() - seen.since > time;
    this.#seen.set(name, { revision, since: performance.now() });
    return false;
  }
}
