import type { Workshop } from './part.js';

/** Reports each second how long a work takes, beside what it usually takes on 2 cores, where nothing else tells. */
export async function ticking<T>(
  report: Workshop['report'],
  note: string,
  usualSeconds: number,
  work: () => Promise<T>,
): Promise<T> {
  const start = Date.now();
  const tick = () => {
    const done = Math.round((Date.now() - start) / 1000);
    report({ note, done, total: usualSeconds, unit: 'seconds' });
  };
  tick();
  const timer = setInterval(tick, 1000);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
