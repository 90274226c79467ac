import { setTimeout as delay } from 'node:timers/promises';

/** Looks until something holds. Throws, with what was waited for, where it doesn't within 20 s. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`not within 20 s: ${what}`);
    await delay(20);
  }
}
