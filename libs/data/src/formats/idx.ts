import type { Arrays, ItemSplit, Unit } from '../item.js';
import type { Source, SourceFile } from '../source.js';
import { type Bytes, baseName, bytesOf, refuse } from './bytes.js';
import { highestOf, type LabelArray, numberedClasses } from './labels.js';
import { type Rows, rowBytes, unitsOf } from './rows.js';

/** The names by which MNIST and its like are published, with a hyphen or a dot before `idx`. */
const publishedName = /^(train|t10k|test)-(images|labels)[-.]idx[13]-ubyte(\.gz)?$/;

/** A file's first four bytes: two of zero, 8 for uint8, and how many sizes follow, each of 4 bytes, big-endian. */
const IMAGES_MAGIC = 0x00000803;
const LABELS_MAGIC = 0x00000801;

/** Xiao, Rasul and Vollgraf 2017, "Fashion-MNIST: a novel image dataset for benchmarking machine learning algorithms". */
const fashionClasses = [
  'T-shirt/top',
  'Trouser',
  'Pullover',
  'Dress',
  'Coat',
  'Sandal',
  'Shirt',
  'Sneaker',
  'Bag',
  'Ankle boot',
];

type Files = Partial<Record<ItemSplit, { images?: SourceFile; labels?: SourceFile }>>;

/**
 * A source as MNIST and its like (LeCun, Cortes, Burges: "The MNIST database of handwritten digits"):
 * `train-images-idx3-ubyte` with `train-labels-idx1-ubyte`, and `t10k-…` for the test split, each also as `.gz`.
 * Undefined where there are no such images. The classes are Fashion-MNIST's where the source's name or a folder in it
 * says fashion, else `0` to `9`, or to the highest label.
 *
 * @throws INVALID_FIELD where a file is cut off, is no IDX of uint8, or has labels of another count
 */
export async function openIdx(
  source: Source,
  files: readonly SourceFile[],
  signal?: AbortSignal,
): Promise<Arrays | undefined> {
  const found = publishedFiles(source, files);
  if (!found.train?.images && !found.test?.images) return undefined;
  const splits: Omit<Rows, 'classes'>[] = [];
  for (const split of ['train', 'test'] as const) {
    const { images, labels } = found[split] ?? {};
    if (images) splits.push(await openSplit(source, split, images, labels, signal));
  }
  let highest = 0;
  for (const { labels } of splits) {
    if (labels && 'bytes' in labels) highest = Math.max(highest, await highestOf(labels, signal));
  }
  const classes = classesOf(source, files, highest);
  const units: Unit[] = splits.flatMap((split) => unitsOf({ ...split, classes: classes.length }));
  const uses = new Set(files.filter((file) => publishedName.test(baseName(file))));
  return { name: 'idx', isPublished: true, classes, units, uses };
}

/** The files by what they hold; where a file lies there plain and compressed, the plain one. */
function publishedFiles(source: Source, files: readonly SourceFile[]): Files {
  const found: Files = {};
  for (const file of files) {
    const [, word, part, compressed] = publishedName.exec(baseName(file)) ?? [];
    if (!word) continue;
    const split = word === 'train' ? 'train' : 'test';
    found[split] ??= {};
    const other = found[split][part as 'images' | 'labels'];
    // In the order of names, which the files are in, the compressed one comes later.
    if (other && compressed && `${other.name}.gz` === file.name) continue;
    if (other) throw refuse(source, file.name, `${other.name} holds the ${split} ${part} as well`);
    found[split][part as 'images' | 'labels'] = file;
  }
  return found;
}

async function openSplit(
  source: Source,
  split: ItemSplit,
  imageFile: SourceFile,
  labelFile: SourceFile | undefined,
  signal?: AbortSignal,
): Promise<Omit<Rows, 'classes'>> {
  const bytes = bytesOf(source, imageFile);
  const [count = 0, height = 0, width = 0] = await readSizes(bytes, IMAGES_MAGIC, 3, signal);
  const picture = { height, width, layout: 'grey', split } as const;
  const offset = 16;
  bytes.expect(offset + count * rowBytes(picture));
  const labels = labelFile && (await openLabels(bytesOf(source, labelFile), signal));
  if (labels && labels.count !== count) {
    throw labels.bytes.refuse(`it has ${labels.count} labels, and ${imageFile.name} has ${count} pictures`);
  }
  return { ...picture, bytes, offset, count, ...(labels && { labels }) };
}

async function openLabels(bytes: Bytes, signal?: AbortSignal): Promise<LabelArray> {
  const [count = 0] = await readSizes(bytes, LABELS_MAGIC, 1, signal);
  const offset = 8;
  bytes.expect(offset + count);
  return { bytes, offset, count, size: 1, signed: false, bigEndian: true };
}

async function readSizes(bytes: Bytes, magic: number, dimensions: number, signal?: AbortSignal): Promise<number[]> {
  const header = await bytes.read(0, 4 + 4 * dimensions, signal);
  const found = header.readUInt32BE();
  if (found !== magic) throw bytes.refuse(`it begins with 0x${hex(found)}, not with 0x${hex(magic)}`);
  return Array.from({ length: dimensions }, (_, dimension) => header.readUInt32BE(4 + 4 * dimension));
}

function hex(value: number): string {
  return value.toString(16).padStart(8, '0');
}

function classesOf(source: Source, files: readonly SourceFile[], highest: number): readonly string[] {
  const isFashion = /fashion/i.test([source.value, ...files.map(({ name }) => name)].join('\n'));
  return isFashion && highest < fashionClasses.length ? fashionClasses : numberedClasses(highest, 10);
}
