import type { Progress } from './progress.js';

/** Shows each second how long a call has taken, beside what it usually takes, where nothing tells how far it has come. */
export async function showElapsed<T>(progress: Progress, name: string, usual: number, call: Promise<T>): Promise<T> {
  const start = performance.now();
  const timer = setInterval(() => {
    progress.update(name, { done: (performance.now() - start) / 1000, total: usual, unit: 'seconds' });
  }, 1000);
  try {
    return await call;
  } finally {
    clearInterval(timer);
  }
}
