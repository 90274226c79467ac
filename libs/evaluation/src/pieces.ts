import { setImmediate as breathe } from 'node:timers/promises';

interface Progress {
  done: number;
  total: number;
  /** What `done` counts. */
  unit: string;
}

/** How the caller of long work hears of it and stops it. */
export interface Watch {
  /** Called after each piece. */
  report?: (progress: Progress) => void;
  /** Looked at between pieces; its reason is thrown. */
  signal?: AbortSignal;
}

/**
 * Cuts 0 … total into ranges [start, end) of at most `size`. Between two of them progress is reported, the signal is
 * looked at, and the event loop gets its turn: a child that computes must be able to say that it is alive.
 */
export async function* pieces(
  total: number,
  size: number,
  unit: string,
  { report, signal }: Watch,
): AsyncGenerator<[start: number, end: number]> {
  for (let start = 0; start < total; start += size) {
    signal?.throwIfAborted();
    const end = Math.min(start + size, total);
    yield [start, end];
    report?.({ done: end, total, unit });
    await breathe();
  }
}

/** Makes the reports of one of several equal parts, counted from 0, those of the whole. */
export function partOf({ report, signal }: Watch, part: number, parts: number): Watch {
  return {
    signal,
    report: ({ done, total, unit }) => report?.({ done: part * total + done, total: parts * total, unit }),
  };
}
