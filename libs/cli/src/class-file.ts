import { Lines, openRowFile, Parquet, parquetText, type RowFile } from './row-file.js';

/** The classes of one picture, the most probable first. */
export interface Classified {
  /** Its file's name. */
  name: string;
  classes: readonly { name: string; probability: number }[];
}

/**
 * Opens a file by its name's ending: `.csv`, `.parquet` or `.jsonl`. Each has a row for each class of a picture: `name`, `rank` from 1,
 * `class` and `probability`.
 *
 * @throws INVALID_FIELD for any other
 */
export async function openClassFile(path: string): Promise<RowFile<Classified>> {
  const file = await openRowFile<Row>(path, {
    '.csv': (file) =>
      new Lines(file, (row) => Object.values(row).map(quoted).join(','), 'name,rank,class,probability\n'),
    '.jsonl': (file) => new Lines(file, (row) => JSON.stringify(row)),
    '.parquet': (file) => new Parquet(file, [...schema], columnsOf),
  });
  return { ...file, add: (pictures) => file.add(pictures.flatMap(rowsOf)) };
}

interface Row {
  name: string;
  rank: number;
  class: string;
  probability: number;
}

function rowsOf({ name, classes }: Classified): Row[] {
  return classes.map((each, at) => ({ name, rank: at + 1, class: each.name, probability: each.probability }));
}

/** As RFC 4180 has it. */
function quoted(value: string | number): string {
  return /[",\r\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value);
}

const schema = [
  { name: 'root', num_children: 4 },
  { name: 'name', ...parquetText, repetition_type: 'REQUIRED' },
  { name: 'rank', type: 'INT32', repetition_type: 'REQUIRED' },
  { name: 'class', ...parquetText, repetition_type: 'REQUIRED' },
  { name: 'probability', type: 'DOUBLE', repetition_type: 'REQUIRED' },
] as const;

function columnsOf(rows: readonly Row[]) {
  return (['name', 'rank', 'class', 'probability'] as const).map((name) => ({
    name,
    data: rows.map((row) => row[name]),
  }));
}
