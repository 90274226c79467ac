import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** How much of the end of a log is told, in bytes. */
const TAIL = 2_000;

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
