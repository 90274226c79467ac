import { addLink, currentTraceparent } from '@parallax/telemetry';

interface Work<T> {
  result: Promise<T>;
  /** `traceparent` of the call that began it. */
  begunBy: string | undefined;
  waiting: number;
  controller: AbortController;
}

/**
 * Work that several callers may wait for at once: it is done once, and given up when the last of them has left. Its spans are
 * those of the caller who began it; those of the others are linked to that one's.
 */
export class SingleFlight<T> {
  readonly #underWay = new Map<string, Work<T>>();

  /** The result of the work of this name; it begins unless it is under way. */
  async run(name: string, work: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
    signal.throwIfAborted();
    const underWay = this.#underWay.get(name);
    if (underWay?.begunBy) addLink(underWay.begunBy);
    const shared = underWay ?? this.#begin(name, work);
    shared.waiting++;
    let leave = () => {};
    const left = new Promise<never>((_, reject) => {
      leave = () => reject(signal.reason);
      signal.addEventListener('abort', leave, { once: true });
    });
    try {
      return await Promise.race([shared.result, left]);
    } finally {
      signal.removeEventListener('abort', leave);
      if (--shared.waiting === 0) this.#end(name, shared, signal.reason);
    }
  }

  #begin(name: string, work: (signal: AbortSignal) => Promise<T>): Work<T> {
    const controller = new AbortController();
    const shared = { result: work(controller.signal), begunBy: currentTraceparent(), waiting: 0, controller };
    // Whoever waits hears of a failure; when all have left, nobody needs to.
    shared.result.catch(() => {});
    this.#underWay.set(name, shared);
    return shared;
  }

  #end(name: string, shared: Work<T>, reason: unknown): void {
    if (this.#underWay.get(name) === shared) this.#underWay.delete(name);
    shared.controller.abort(reason);
  }
}
