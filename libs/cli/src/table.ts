/**
 * Rows as text in aligned columns, two spaces apart. A column whose cells, its heading aside, all begin with a digit, a
 * sign or are empty stands to the right.
 */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [headings, ...rows];
  const columns = headings.map((_, column) => ({
    width: Math.max(...all.map((row) => (row[column] ?? '').length)),
    right: rows.length > 0 && rows.every((row) => /^([-+\d].*|)$/.test(row[column] ?? '')),
  }));
  const line = (row: readonly string[]) =>
    columns
      .map(({ width, right }, column) => (row[column] ?? '')[right ? 'padStart' : 'padEnd'](width))
      .join('  ')
      .trimEnd();
  return all.map(line).join('\n');
}
