import { setTimeout as delay } from 'node:timers/promises';
import type { BlobStore, StoredObject } from '@parallax/blobs';
import { catalogue, instrument, type Logger } from '@parallax/telemetry';

/** How much is kept of views, which can always be made again. */
export interface ViewsBudget {
  bytes: number;
  hours: number;
}

const PERIOD_MS = 60_000;

const keptBytes = instrument(catalogue.views.kept);
const budgetBytes = instrument(catalogue.views.budget);

/** Keeps the views within their budget until the signal aborts. Several replicas may do so at once. */
export async function keepSweeping(
  store: BlobStore,
  budget: ViewsBudget,
  logger: Logger,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      const removed = await sweepViews(store, budget, signal);
      if (removed > 0) logger.info({ removed }, 'swept views');
    } catch (thrown) {
      if (!signal.aborted) logger.warn({ err: thrown }, 'could not sweep views');
    }
    await delay(PERIOD_MS, undefined, { signal }).catch(() => {});
  }
}

/** Removes views that are too old, then the oldest until the rest fits; returns how many blobs it removed. */
export async function sweepViews(
  store: BlobStore,
  { bytes, hours }: ViewsBudget,
  signal?: AbortSignal,
): Promise<number> {
  const kept: StoredObject[] = [];
  for await (const object of store.list('views/', { signal })) kept.push(object);
  kept.sort((a, b) => a.modified.getTime() - b.modified.getTime());
  const oldest = Date.now() - hours * 3_600_000;
  const removed: string[] = [];
  let total = kept.reduce((sum, { size }) => sum + size, 0);
  for (const { key, size, modified } of kept) {
    if (modified.getTime() >= oldest && total <= bytes) break;
    removed.push(key);
    total -= size;
  }
  for (let at = 0; at < removed.length; at += 1000) await store.remove(removed.slice(at, at + 1000), { signal });
  keptBytes(total);
  budgetBytes(bytes);
  return removed.length;
}
