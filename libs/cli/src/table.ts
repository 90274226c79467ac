import { printable } from './printable.js';

/** Numbers, times, shares with their intervals, and what follows them for a unit. */
const numeric = /^[-+\d.,:%() –]*[a-zA-Z]{0,2}$/;

/** Rows as text in aligned columns, two spaces apart, with numbers to the right. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const [head = [], ...body] = [headings, ...rows].map((row) => row.map(printable));
  const all = [head, ...body];
  const columns = headings.map((_, column) => ({
    width: Math.max(...all.map((row) => (row[column] ?? '').length)),
    right: body.every((row) => numeric.test(row[column] ?? '')),
  }));
  const line = (row: readonly string[]) =>
    columns
      .map(({ width, right }, column) => (row[column] ?? '')[right ? 'padStart' : 'padEnd'](width))
      .join('  ')
      .trimEnd();
  return all.map(line).join('\n');
}
