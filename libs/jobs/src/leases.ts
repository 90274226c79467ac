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
  /** From one renewal to the next, at most, in milliseconds. */
  readonly #renewal: number;
  readonly #holder = randomUUID();
  /** What was seen of others' leases: which revision, and since when by our own clock. */
  readonly #seen = new Map<string, { revision: number; since: number }>();

  private constructor(kv: KV, renewal: number) {
    this.#kv = kv;
    this.#renewal = renewal;
  }

  /** @throws UNAVAILABLE */
  static async open(connection: NatsConnection, renewal: number): Promise<Leases> {
    return new Leases(await openBucket(connection, 'parallax_leases'), renewal);
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

  /**
   * Runs `work` every `interval` milliseconds while the lease is ours, until `signal` aborts. Failures are told, and survived. The
   * lease is renewed more often than that, also while the work goes on: so one whose holder has died is free soon.
   */
  async keep(
    name: string,
    interval: number,
    work: () => Promise<unknown>,
    { signal, onError }: { signal: AbortSignal; onError: (thrown: unknown) => void },
  ): Promise<void> {
    const renewal = Math.min(interval, this.#renewal);
    let isOurs = false;
    let due = performance.now();
    let working: Promise<unknown> = Promise.resolve();
    const run = async () => {
      due = Infinity;
      await work().catch((thrown) => signal.aborted || onError(thrown));
      due = performance.now() + interval;
    };
    while (!signal.aborted) {
      try {
        // Three turns, so that one that fails does not hand it over at once.
        isOurs = await this.take(name, 3 * renewal);
        if (isOurs && performance.now() >= due) working = run();
      } catch (thrown) {
        onError(thrown);
      }
      const left = due - performance.now();
      await delay(left > 0 ? Math.min(renewal, left) : renewal, undefined, { signal }).catch(() => {});
    }
    await working;
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
