import type { Workshop } from './part.js';

/** Reports once a second how long a work has taken, beside what it usually takes (on 2 cores), where nothing else tells. */
export async function ticking<T>(
  report: Workshop['report'],
  note: string,
  usualSeconds: number,
  work: () => Promise<T>,
): Promise<T> {
  const start = Date.now();
  const tick = () =>
    report({ note, done: Math.round((Date.now() - start) / 1000), total: usualSeconds, unit: 'seconds' });
  tick();
  const timer = setInterval(tick, 1000);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
