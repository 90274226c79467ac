import { readLabelFile, type Source } from '@parallax/data';
import { invalidField } from '@parallax/errors';
import type { Found, LeftOut } from './choose.js';
import type { ResolvedImport } from './spec.js';

/**
 * Gives pictures the classes, splits and groups that the import's table of labels says, where it has one; what the folders say counts no
 * more then.
 *
 * @returns the pictures, and what the table names that isn't one of them
 * @throws INVALID_FIELD where the table can't be read
 */
export async function applyLabelFile(
  found: readonly Found[],
  source: Source,
  { labelFile, group }: Pick<ResolvedImport, 'labelFile' | 'group'>,
  signal: AbortSignal,
): Promise<{ found: Found[]; unknown: LeftOut[] }> {
  if (labelFile === undefined) return { found: [...found], unknown: [] };
  const rows = await readLabelFile(source, labelFile, group, signal).catch((thrown: Error) => {
    signal.throwIfAborted();
    throw invalidField(
      'spec.label_file',
      labelFile,
      `must be a table of labels among the files: ${thrown.message}`,
      thrown,
    );
  });
  const labelled = found.map(({ label: _, split, ...row }): Found => {
    const said = rows.get(row.name);
    rows.delete(row.name);
    return { ...row, ...(split && { split }), ...said };
  });
  const unknown = [...rows.keys()].map((name) => ({
    name,
    reason: `${labelFile} names it, and it is no picture here`,
  }));
  return { found: labelled, unknown };
}
