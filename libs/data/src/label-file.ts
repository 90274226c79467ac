import { isUtf8 } from 'node:buffer';
import { parse } from 'csv-parse/sync';
import { type SplitWord, splitOf } from './formats/split-word.js';
import type { ItemSplit } from './item.js';
import type { Source } from './source.js';

/** What a table says of a picture. */
export interface LabelRow {
  label?: string;
  split?: ItemSplit;
  /** What must stay on one side of a split: a patient, a product, a burst. Undefined where the cell is empty. */
  group?: string;
}

/** Columns by their headings, in lower case. */
const fileHeadings = ['file', 'filename', 'file_name', 'image', 'path', 'name', 'id'];
const labelHeadings = ['label', 'class', 'category', 'target', 'y'];
const splitHeadings = ['split', 'set', 'fold'];

/**
 * A table of labels, a CSV with a heading: a column with the files' names, as they stand below the source or below the table, one
 * with classes where there are any, one with splits (`train`, `test`, `val`: `splitOf`), and one by which pictures stay together. It only says
 * something of files that are there.
 *
 * @param name of the table in the source
 * @param group the heading of the column by which pictures stay together
 * @returns rows by the names of files
 * @throws Error where it isn't there, is no UTF-8, has no such columns or one of them twice, says nothing, or names a file twice with
 *   different words
 */
export async function readLabelFile(
  source: Source,
  name: string,
  group: string | undefined,
  signal?: AbortSignal,
): Promise<Map<string, LabelRow>> {
  const bytes = await source.read(withoutDot(name), signal);
  if (!bytes) throw new Error('it is not there');
  const { headings, records } = tableOf(textOf(bytes));
  const { file, label, split, kept } = columnsIn(headings, group);
  const folder = name.slice(0, name.lastIndexOf('/') + 1);
  const wordOf = (record: Record<string, string>) => split && splitWordOf(split, record[split], record[file]);
  const hasTest = records.some((record) => wordOf(record) === 'test');
  const rows = new Map<string, LabelRow>();
  for (const record of records) {
    const word = wordOf(record);
    const row = {
      ...(label && record[label] && { label: record[label] }),
      ...(word && { split: splitOf(word, hasTest) }),
      ...(kept && record[kept] && { group: record[kept] }),
    };
    const path = withoutDot(`${folder}${withoutDot(record[file])}`);
    const before = rows.get(path);
    if (before && JSON.stringify(before) !== JSON.stringify(row)) throw new Error(`it names ${record[file]} twice`);
    rows.set(path, row);
  }
  if (![...rows.values()].some((row) => Object.keys(row).length > 0)) {
    const asked = [label, split, kept].filter((column) => column !== undefined);
    throw new Error(`it says nothing of any file: no row has anything in its columns ${asked.join(', ')}`);
  }
  return rows;
}

/** A path as sources name their files. */
function withoutDot(path = ''): string {
  return path.replace(/^(\.\/+)+/, '');
}

/** The headings, in lower case, and the rows by them. */
function tableOf(text: string): { headings: string[]; records: Record<string, string>[] } {
  let headings: string[] = [];
  const records = parse(text, {
    columns: (found: string[]) => {
      headings = found.map((heading) => heading.trim().toLowerCase());
      return headings;
    },
    skip_empty_lines: true,
    delimiter: delimiterOf(text),
    trim: true,
  }) as Record<string, string>[];
  return { headings, records };
}

/**
 * The columns that are read, by their headings.
 *
 * @throws Error where one is there twice, or they could say nothing of any file
 */
function columnsIn(headings: readonly string[], group: string | undefined) {
  const has = `it has ${headings.join(', ') || 'no columns'}`;
  // Excel leaves empty ones behind the others.
  const twice = headings.find((heading, at) => heading !== '' && headings.indexOf(heading) !== at);
  if (twice !== undefined) throw new Error(`its heading has ${twice} twice: ${has}`);
  const find = (known: readonly string[]) => known.find((heading) => headings.includes(heading));
  const file = find(fileHeadings);
  if (file === undefined) throw new Error(`its heading has none of ${fileHeadings.join(', ')}: ${has}`);
  const kept = group?.toLowerCase();
  if (kept !== undefined && !headings.includes(kept)) throw new Error(`its heading has no ${group}: ${has}`);
  const [label, split] = [find(labelHeadings), find(splitHeadings)];
  if ((label ?? split ?? kept) === undefined) {
    const known = [...labelHeadings, ...splitHeadings].join(', ');
    throw new Error(`its heading has none of ${known}, so that it says nothing of a file: ${has}`);
  }
  return { file, label, split, kept };
}

/** Without the mark that Excel puts before UTF-8. @throws Error where letters would be lost, by which classes could fall together */
function textOf(bytes: Uint8Array): string {
  // UTF-16 without a mark has a zero beside each plain letter.
  if (!isUtf8(bytes) || bytes.includes(0)) throw new Error('it is no UTF-8: save it as CSV UTF-8');
  return new TextDecoder().decode(bytes);
}

/** What stands between the columns of a heading, outside of quotes, most often; of several that do the first. */
function delimiterOf(text: string): string {
  const [heading = ''] = /^(?:"[^"]*"|[^"\r\n]+)*/.exec(text.replace(/^\s*[\r\n]/, '')) ?? [];
  const plain = heading.replace(/"[^"]*"/g, '');
  const countOf = (delimiter: string) => plain.split(delimiter).length;
  return [',', ';', '\t'].reduce((best, other) => (countOf(other) > countOf(best) ? other : best));
}

/** @throws Error for a word that is none, which would otherwise bring what was to be held out into the training images */
function splitWordOf(column: string, text = '', file = ''): SplitWord | undefined {
  const word = text.toLowerCase();
  if (word === '') return undefined;
  if (['test', 'testing'].includes(word)) return 'test';
  if (['val', 'valid', 'validation'].includes(word)) return 'val';
  if (['train', 'training'].includes(word)) return 'train';
  throw new Error(
    `its column ${column} says ${JSON.stringify(text)} of ${file}: it may say train, test or val, or nothing`,
  );
}
