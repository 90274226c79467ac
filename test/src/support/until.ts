import { setTimeout as delay } from 'node:timers/promises';

/**
 * Looks again and again until there is something to see, or something holds, and returns what was seen.
 *
 * @throws with what was waited for, where there is nothing within so many seconds
 */
export async function until<T>(
  what: string,
  look: () => T | false | undefined | Promise<T | false | undefined>,
  seconds = 20,
): Promise<T> {
  const deadline = performance.now() + 1000 * seconds;
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    if (performance.now() > deadline) throw new Error(`not within ${seconds} s: ${what}`);
    await delay(50);
  }
}
