import { textOf } from '../pickle/machine.js';
import { unpickle } from '../pickle/unpickle.js';
import type { Source, SourceFile } from '../source.js';
import { readFrom, refuse } from './bytes.js';

/** The files that name classes, in the binary and the Python version, and under which key where it is a pickled dict. */
const metaFiles: [name: string, key?: string][] = [
  ['batches.meta.txt'],
  ['batches.meta', 'label_names'],
  ['fine_label_names.txt'],
  ['meta', 'fine_label_names'],
];

/** A list of names is short. Bytes. */
const LARGEST_META = 1 << 20;

/**
 * The names of CIFAR's classes from what is published beside the batches; undefined where nothing is.
 *
 * @param beside the file of a name in the batches' folder
 * @throws INVALID_FIELD where the file is no list of names
 */
export async function classNamesBeside(
  source: Source,
  beside: (name: string) => SourceFile | undefined,
  signal?: AbortSignal,
): Promise<string[] | undefined> {
  for (const [name, key] of metaFiles) {
    const file = beside(name);
    if (!file) continue;
    if (file.size > LARGEST_META) throw refuse(source, file.name, `it has ${file.size} bytes, more than 1 MiB`);
    const bytes = await readFrom(source, file, signal);
    try {
      return key ? pickledNames(bytes, key) : linesOf(bytes);
    } catch (cause) {
      throw refuse(source, file.name, (cause as Error).message, cause);
    }
  }
  return undefined;
}

function pickledNames(bytes: Uint8Array, key: string): string[] {
  const dict = unpickle(bytes);
  const names: unknown = dict instanceof Map ? dict.get(key) : undefined;
  if (!Array.isArray(names) || names.length === 0) throw new Error(`it pickles no ${key}`);
  return names.map(textOf);
}

function linesOf(bytes: Uint8Array): string[] {
  const lines = Buffer.from(bytes).toString().split('\n');
  const names = lines.map((line) => line.trim()).filter(Boolean);
  if (names.length === 0) throw new Error('it names no classes');
  return names;
}
