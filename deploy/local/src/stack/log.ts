import { closeSync, copyFileSync, fstatSync, openSync, readSync, statSync, truncateSync } from 'node:fs';

/** How much of the end of a log is told, in bytes. */
const TAIL = 2_000;

/** How large a log grows, in bytes, before it becomes the older one, `<log>.1`, in that one's place, and begins anew. */
const LIMIT = 16 * 1024 * 1024;

/**
 * The end of a log file, by whole lines.
 *
 * @param since the byte before which it isn't of interest
 */
export function lastLines(path: string, since: number): string {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const length = Math.max(size - since, 0);
    const bytes = Buffer.alloc(Math.min(length, TAIL));
    readSync(file, bytes, 0, bytes.length, size - bytes.length);
    const text = bytes.toString('utf8');
    return (length > TAIL ? text.slice(text.indexOf('\n') + 1) : text).trim();
  } finally {
    closeSync(file);
  }
}

/**
 * Keeps a log within its limit. Those who write to it have it open and go on doing so: what they write between the copy and
 * the cut is lost.
 *
 * @returns whether it was cut
 */
export function rotate(path: string): boolean {
  const { size } = statSync(path, { throwIfNoEntry: false }) ?? { size: 0 };
  if (size <= LIMIT) return false;
  copyFileSync(path, `${path}.1`);
  truncateSync(path);
  return true;
}
