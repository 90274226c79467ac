import { readLabelFile, type Source } from '@parallax/data';
import { invalidField } from '@parallax/errors';
import type { Found, LeftOut } from './choose.js';
import type { ResolvedImport } from './spec.js';

/** What a table of labels has come to. */
export interface LabelTable {
  /** What it names that is no picture. */
  unknown: LeftOut[];
  /** Whether it says of anything which class it is. */
  hasClasses: boolean;
  /** How many pictures it names. */
  named: number;
}

/**
 * Gives pictures the classes, splits and groups that the import's table of labels says, where it has one; what the folders say counts no
 * more then.
 *
 * @throws INVALID_FIELD where the table can't be read
 */
export async function applyLabelFile(
  found: readonly Found[],
  source: Source,
  { labelFile, group }: Pick<ResolvedImport, 'labelFile' | 'group'>,
  signal: AbortSignal,
): Promise<{ found: Found[]; table?: LabelTable }> {
  if (labelFile === undefined) return { found: [...found] };
  const rows = await readLabelFile(source, labelFile, group, signal).catch((thrown: Error) => {
    signal.throwIfAborted();
    throw invalidField(
      'spec.label_file',
      labelFile,
      `must be a table of labels among the files: ${thrown.message}`,
      thrown,
    );
  });
  const hasClasses = [...rows.values()].some(({ label }) => label !== undefined);
  const names = rows.size;
  const labelled = found.map(({ label: _, split, ...row }): Found => {
    const said = rows.get(row.name);
    rows.delete(row.name);
    return { ...row, ...(split && { split }), ...said };
  });
  const unknown = [...rows.keys()].map((name) => ({
    name,
    reason: `${labelFile} names it, and it is no picture here`,
  }));
  return { found: labelled, table: { unknown, hasClasses, named: names - unknown.length } };
}
