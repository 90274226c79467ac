import { setTimeout as delay } from 'node:timers/promises';
import { isPassing } from './failure.js';

/** Waits between tries, in milliseconds; each is drawn from half of it to all of it. */
const waits = [100, 200, 400, 800, 1600];

/** Tries again what failed for a passing reason, up to six times in about three seconds. */
export async function withRetries<T>(call: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  for (const wait of waits) {
    try {
      return await call();
    } catch (thrown) {
      if (signal?.aborted || !isPassing(thrown)) throw thrown;
    }
    await delay(wait * (0.5 + Math.random() / 2), undefined, { signal });
  }
  return call();
}
