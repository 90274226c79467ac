import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** How much of the end of a log is told, in bytes. */
const TAIL = 2_000;

/** The end of a log file, by whole lines. */
export function lastLines(path: string): string {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const bytes = Buffer.alloc(Math.min(size, TAIL));
    readSync(file, bytes, 0, bytes.length, size - bytes.length);
    const text = bytes.toString('utf8');
    return (size > TAIL ? text.slice(text.indexOf('\n') + 1) : text).trim();
  } finally {
    closeSync(file);
  }
}
