import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { BlobRef, BlobStore, CallOptions, StoredObject } from '@parallax/blobs';
import { ParallaxError } from '@parallax/errors';
import { catalogue, instrument, type Logger } from '@parallax/telemetry';

/** How much is kept of views, which can always be made again. */
export interface ViewsBudget {
  bytes: number;
  hours: number;
}

/** Views that were made or handed out so recently are about to be read, and stay whatever the budget says. Milliseconds. */
const SPARED = 2 * 60_000;

/** Views that are handed out count as new; to save calls, only once they are so old. Milliseconds. */
const TOUCH_AFTER = SPARED / 2;

const SWEEP_PERIOD = 60_000;

/** Tells each replica that another has swept, and how much it left. */
const SWEPT = 'sweeps/views.json';

const keptBytes = instrument(catalogue.views.kept);
const budgetBytes = instrument(catalogue.views.budget);

/** The blob at a key, unless it isn't there, or something else was put there: then it has to be made again. */
export async function findStoredBlob(
  store: BlobStore,
  key: string,
  options: CallOptions & { touchAfter?: number },
): Promise<BlobRef | undefined> {
  try {
    return await store.stat(key, { ...options, ours: true });
  } catch (thrown) {
    if (ParallaxError.from(thrown).reason === 'BLOB_CORRUPT') return undefined;
    throw thrown;
  }
}

/** Likewise of views, which sweeps then spare for as long as it takes to read them. */
export function findStoredViews(store: BlobStore, key: string, signal: AbortSignal): Promise<BlobRef | undefined> {
  return findStoredBlob(store, key, { signal, touchAfter: TOUCH_AFTER });
}

/** Keeps the views within their budget until the signal aborts. */
export async function keepSweeping(
  store: BlobStore,
  budget: ViewsBudget,
  logger: Logger,
  signal: AbortSignal,
): Promise<void> {
  const turns = new SweepTurns(store, budget);
  while (!signal.aborted) {
    try {
      const removed = await turns.take(signal);
      if (removed) logger.info({ removed }, 'swept views');
    } catch (thrown) {
      if (!signal.aborted) logger.warn({ err: thrown }, 'could not sweep views');
    }
    await delay(SWEEP_PERIOD * (1 + Math.random() / 2), undefined, { signal }).catch(() => {});
  }
}

/** Of several replicas one sweeps at a time: each sweeps only where no other has since it looked last. */
export class SweepTurns {
  readonly #store: BlobStore;
  readonly #budget: ViewsBudget;
  /** Digest of what told of the last sweep. */
  #seen: string | undefined;

  constructor(store: BlobStore, budget: ViewsBudget) {
    this.#store = store;
    this.#budget = budget;
  }

  /** Sweeps, where it is this replica's turn; returns how many blobs it removed, undefined where it is not. */
  async take(signal?: AbortSignal): Promise<number | undefined> {
    const swept = await this.#store.stat(SWEPT, { signal });
    const removed = swept?.sha256 === this.#seen ? await sweepViews(this.#store, this.#budget, { signal }) : undefined;
    this.#seen = await measureSwept(this.#store, this.#budget, signal);
    return removed;
  }
}

/**
 * Removes views that are too old, then the oldest until the rest fits. Their ages are by the store's clock, as ours may be wrong.
 *
 * @param spared milliseconds for which views stay in any case
 * @returns how many blobs it removed
 */
export async function sweepViews(
  store: BlobStore,
  { bytes, hours }: ViewsBudget,
  { signal, spared = SPARED }: CallOptions & { spared?: number } = {},
): Promise<number> {
  const now = await tellSwept(store, signal);
  const kept: StoredObject[] = [];
  for await (const object of store.list('views/', { signal })) kept.push(object);
  kept.sort((a, b) => a.modified.getTime() - b.modified.getTime());
  const removed: string[] = [];
  let total = kept.reduce((sum, { size }) => sum + size, 0);
  for (const { key, size, modified } of kept) {
    const age = now - modified.getTime();
    if (age < spared || (age <= hours * 3_600_000 && total <= bytes)) break;
    removed.push(key);
    total -= size;
  }
  for (let at = 0; at < removed.length; at += 1000) await store.remove(removed.slice(at, at + 1000), { signal });
  await tellSwept(store, signal, total);
  return removed.length;
}

/** Puts the object that tells of a sweep, and returns the time that the store gives it, in milliseconds since 1970. */
async function tellSwept(store: BlobStore, signal?: AbortSignal, bytes?: number): Promise<number> {
  await store.put(SWEPT, Buffer.from(JSON.stringify({ sweep: randomUUID(), bytes })), { signal });
  for await (const { modified } of store.list(SWEPT, { signal })) return modified.getTime();
  return Date.now();
}

/** Measures what the last sweep left, whoever did it; returns the digest of what tells of it. */
async function measureSwept(store: BlobStore, budget: ViewsBudget, signal?: AbortSignal): Promise<string | undefined> {
  const ref = await store.stat(SWEPT, { signal });
  if (!ref) return undefined;
  const { bytes } = JSON.parse(Buffer.from(await store.get(ref, { signal })).toString()) as { bytes?: number };
  if (bytes !== undefined) keptBytes(bytes);
  budgetBytes(budget.bytes);
  return ref.sha256;
}
