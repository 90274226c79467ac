import { unpickleBatch } from '../cifar10/python.js';
import { imageBytes, release } from '../cifar10/release.js';
import type { Arrays, ItemSplit } from '../item.js';
import { whyRefused } from '../refusal.js';
import type { Source, SourceFile } from '../source.js';
import { baseName, FileBytes, readFrom, refuse } from './bytes.js';
import { classNamesBeside } from './cifar-classes.js';
import { isOfArrays, isOfCollection } from './kinds.js';
import { numberedClasses } from './labels.js';
import { isLeftOut } from './place.js';
import { type Rows, rowBytes, unitsOf } from './rows.js';

/** A pickle is read as a whole, to find where in it the pictures lie. CIFAR-100's largest has 148 MiB. Bytes. */
const LARGEST_PICKLE = 256 << 20;

type Split = Omit<Rows, 'classes'>;

/** A way in which one of them is published. */
interface Version {
  name: 'cifar10' | 'cifar100';
  /** The files' names; what they capture says `train` where it does, else it is the test split. */
  files: RegExp;
  /** Whether other files have such names too. */
  isPlain?: boolean;
  open(
    source: Source,
    file: SourceFile,
    split: ItemSplit,
    beside: Beside,
    signal?: AbortSignal,
  ): Promise<Split | undefined>;
}

/** The file of that name in the same folder. */
type Beside = (name: string) => SourceFile | undefined;

const versions: Version[] = [
  { name: 'cifar10', files: /^(?:(train)|test)-images\.u8$/, open: openDecoded },
  { name: 'cifar10', files: /^(?:(data)_batch_\d+|test_batch)\.bin$/, open: openRecords(1) },
  { name: 'cifar100', files: /^(?:(train)|test)\.bin$/, isPlain: true, open: openRecords(2) },
  { name: 'cifar10', files: /^(?:(data)_batch_\d+|test_batch)$/, open: openPickle('labels') },
  { name: 'cifar100', files: /^(?:(train)|test)$/, isPlain: true, open: openPickle('fine_labels') },
];

/**
 * A source as CIFAR-10 or CIFAR-100 (Krizhevsky 2009, "Learning multiple layers of features from tiny images"): the
 * binary version, the Python version, or CIFAR-10's decoded arrays, the first that is there. Other pictures of the same
 * form will do, and fewer batches. Undefined where there are no files of these names. CIFAR-100's labels are the fine
 * ones; a file with one of its plain names (`test.bin`) that has not its form is none of it where pictures lie beside.
 *
 * @throws INVALID_FIELD where a file is cut off or no batch
 */
export async function openCifar(
  source: Source,
  files: readonly SourceFile[],
  signal?: AbortSignal,
): Promise<Arrays | undefined> {
  const hasOthers = files.some(
    ({ name, below = name }) => !isLeftOut(below) && (isOfCollection(name) || isOfArrays(name)),
  );
  for (const { name, files: pattern, isPlain, open } of versions) {
    const splits: Split[] = [];
    const seen = new Map<string, SourceFile>();
    const uses = new Set<SourceFile>();
    for (const file of files) {
      const match = pattern.exec(baseName(file));
      if (!match) continue;
      const opening = open(source, file, match[1] ? 'train' : 'test', besideOf(files, file, uses), signal);
      const split = await (isPlain && hasOthers ? opening.catch(noneOfThem) : opening);
      if (!split) continue;
      const other = seen.get(match[0]);
      if (other) throw refuse(source, file.name, `${other.name} is the same part of ${name}`);
      seen.set(match[0], file);
      splits.push(split);
      uses.add(file);
    }
    if (splits.length === 0) continue;
    const [first] = seen.values();
    const named = first && (await classNamesBeside(source, besideOf(files, first, uses), signal));
    const classes = named ?? (name === 'cifar10' ? release.classes : numberedClasses(99));
    const units = inOrder(splits).flatMap((split) => unitsOf({ ...split, classes: classes.length }));
    return { name, isPublished: true, classes, units, uses };
  }
  return undefined;
}

/** @throws what says nothing about the file */
function noneOfThem(thrown: unknown): undefined {
  whyRefused(thrown);
}

const picture = { height: release.height, width: release.width, layout: 'planes' } as const;

async function openDecoded(source: Source, file: SourceFile, split: ItemSplit, beside: Beside): Promise<Split> {
  const bytes = new FileBytes(source, file);
  const count = wholeRows(source, file, imageBytes);
  const labelFile = beside(`${split}-labels.u8`);
  if (labelFile && labelFile.size !== count) {
    throw refuse(source, labelFile.name, `it has ${labelFile.size} labels, and ${file.name} has ${count} pictures`);
  }
  const labels = labelFile && {
    bytes: new FileBytes(source, labelFile),
    offset: 0,
    count,
    size: 1,
    signed: false,
    bigEndian: false,
  };
  return { ...picture, layout: 'pixels', bytes, offset: 0, count, split, ...(labels && { labels }) };
}

/** Records of one label or two, of which the last counts, and 3,072 bytes, red, green and blue plane. */
function openRecords(lead: number): Version['open'] {
  return async (source, file, split) => {
    const count = wholeRows(source, file, rowBytes({ ...picture, lead }));
    return { ...picture, bytes: new FileBytes(source, file), offset: 0, count, lead, split };
  };
}

/** A pickled batch. Of its pictures only the place in the file is kept, where they lie there as they are. */
function openPickle(labelsKey: string): Version['open'] {
  return async (source, file, split, _beside, signal) => {
    // CIFAR-100's names have other files as well; a pickle begins with the opcode of its protocol.
    const isPickle = (await readFrom(source, file, signal, [0, 1]))[0] === 0x80;
    if (!isPickle && labelsKey === 'fine_labels') return undefined;
    if (file.size > LARGEST_PICKLE) throw refuse(source, file.name, `it has ${file.size} bytes, more than 256 MiB`);
    const pickle = await readFrom(source, file, signal);
    const { count, planes, labels } = decoded(source, file, () => unpickleBatch(pickle, labelsKey));
    const offset = planes.byteOffset - pickle.byteOffset;
    const isThere = planes.buffer === pickle.buffer && offset >= 0 && offset + planes.length <= pickle.length;
    const bytes = isThere
      ? new FileBytes(source, file, file.name, offset, planes.length)
      : new FileBytes(source, inMemory(file.name, planes));
    return { ...picture, bytes, offset: 0, count, labels, split };
  };
}

function decoded<T>(source: Source, file: SourceFile, decode: () => T): T {
  try {
    return decode();
  } catch (cause) {
    throw refuse(source, file.name, (cause as Error).message, cause);
  }
}

function inMemory(name: string, bytes: Uint8Array): SourceFile {
  return {
    name,
    size: bytes.length,
    read: async () => bytes,
    readRange: async (start, end) => bytes.subarray(start, end),
  };
}

function wholeRows(source: Source, file: SourceFile, size: number): number {
  if (file.size === 0 || file.size % size !== 0) {
    throw refuse(source, file.name, `its ${file.size} bytes are no whole rows of ${size}`);
  }
  return file.size / size;
}

/** The training split first; `data_batch_10` comes after `data_batch_9`. */
function inOrder(splits: Split[]): Split[] {
  const rank = ({ split }: Split) => (split === 'train' ? 0 : 1);
  return splits.sort((a, b) => rank(a) - rank(b) || a.bytes.name.localeCompare(b.bytes.name, 'en', { numeric: true }));
}

/** @param uses gets what is found */
function besideOf(files: readonly SourceFile[], { name }: SourceFile, uses: Set<SourceFile>): Beside {
  const folder = name.slice(0, name.lastIndexOf('/') + 1);
  return (other) => {
    const found = files.find((file) => file.name === folder + other);
    if (found) uses.add(found);
    return found;
  };
}
