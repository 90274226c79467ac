import type { Arrays, ItemSplit } from '../item.js';
import type { Source, SourceFile } from '../source.js';
import { type Bytes, bytesOf, refuse } from './bytes.js';
import { highestOf, type LabelArray, numberedClasses } from './labels.js';
import { readNpyHeader } from './npy-header.js';
import { openNpz } from './npz.js';
import { type Rows, unitsOf } from './rows.js';
import { type SplitWord, splitOf } from './split-word.js';

/** The names by which arrays are published, after hyphens became underscores. */
const names = {
  images: /^(?:(?:x|images)(?:_(?<last>train|test|val))?|(?:(?<first>train|test|val)_)?(?:images|x)|data)$/,
  labels: /^(?:(?:y|labels)(?:_(?<last>train|test|val))?|(?:(?<first>train|test|val)_)?(?:labels|y))$/,
};

/** What an array without a split in its name belongs to, where its NPZ or its folder says so: `train.npz`, `test/x.npy`. */
const splitInPath = /(?:^|[/_-])(train|test|val)(?:[_-][^/]*)?(?:\/[^/]*\.npy|\.npz)$/i;

/** A split as the names say it, where they do. MedMNIST has all three. */
type Published = SplitWord | 'all';

type Found = Partial<Record<Published, { images?: Bytes; labels?: Bytes }>>;

type Split = Omit<Rows, 'classes'>;

/**
 * A source as NumPy's arrays: `.npy` files, or `.npz` with them as members, named `x_train` and `y_train`,
 * `train_images` and `train_labels` and the like, or `x`/`images`/`data` with `y`/`labels`; or a single array of any
 * name. Images are uint8 [N, H, W, C], [N, C, H, W] or [N, H, W], where C is 1 or 3; labels are integers [N] or [N, 1].
 * Undefined where there are no arrays of such names.
 *
 * @throws INVALID_FIELD where one is cut off, or of another dtype or shape, in Fortran's order, or of Python's objects
 */
export async function openNpy(
  source: Source,
  files: readonly SourceFile[],
  signal?: AbortSignal,
): Promise<Arrays | undefined> {
  const { arrays, uses } = await findArrays(source, files, signal);
  if (!Object.values(arrays).some(({ images }) => images)) return undefined;
  const found = (['train', 'val', 'test', 'all'] as const).flatMap((split) => {
    const { images, labels } = arrays[split] ?? {};
    if (labels && !images) throw labels.refuse('there are no images beside these labels');
    return images ? [{ split, images, labels }] : [];
  });
  const hasTest = arrays.test?.images !== undefined;
  const splits: Split[] = [];
  let classes: string[] | undefined;
  for (const { split, images, labels } of found) {
    const opened = await openImages(images, split === 'all' ? undefined : splitOf(split, hasTest), signal);
    const labelArray = labels && (await openLabels(labels, opened, signal));
    if (labelArray) classes = numberedClasses(await highestOf(labelArray, signal), classes?.length);
    splits.push({ ...opened, ...(labelArray && { labels: labelArray }) });
  }
  const units = splits.flatMap((split) => unitsOf({ ...split, classes: classes?.length ?? 0 }));
  return { name: 'npy', isPublished: true, ...(classes && { classes }), units, uses };
}

async function findArrays(
  source: Source,
  files: readonly SourceFile[],
  signal?: AbortSignal,
): Promise<{ arrays: Found; uses: Set<SourceFile> }> {
  const found: Found = {};
  const uses = new Set<SourceFile>();
  for (const [path, file] of candidates(files)) {
    const isZip = path.endsWith('.npz');
    const members = isZip ? await openNpz(source, file, signal) : new Map([[stemOf(path), bytesOf(source, file)]]);
    const isAlone = files.length === 1 && members.size === 1;
    for (const [name, bytes] of members) {
      const role =
        roleOf(name, path) ?? (isAlone ? ({ part: 'images', split: splitInPathOf(path) } as const) : undefined);
      if (!role) continue;
      found[role.split] ??= {};
      const arrays = found[role.split] as { images?: Bytes; labels?: Bytes };
      const other = arrays[role.part];
      if (other) throw refuse(source, bytes.name, `${other.name} holds its ${role.part} as well`);
      arrays[role.part] = bytes;
      uses.add(file);
    }
  }
  return { arrays: found, uses };
}

function candidates(files: readonly SourceFile[]): [path: string, file: SourceFile][] {
  return files.flatMap((file) => (/\.np[yz]$/.test(file.name) ? [[file.name, file] as [string, SourceFile]] : []));
}

function roleOf(name: string, path: string): { part: 'images' | 'labels'; split: Published } | undefined {
  const plain = name.toLowerCase().replaceAll('-', '_');
  for (const part of ['images', 'labels'] as const) {
    const match = names[part].exec(plain);
    if (match) return { part, split: (match.groups?.first ?? match.groups?.last ?? splitInPathOf(path)) as Published };
  }
  return undefined;
}

function splitInPathOf(path: string): Published {
  return (splitInPath.exec(path)?.[1]?.toLowerCase() as Published | undefined) ?? 'all';
}

function stemOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1, -'.npy'.length);
}

async function openImages(bytes: Bytes, split: ItemSplit | undefined, signal?: AbortSignal): Promise<Split> {
  const { kind, size, shape, offset } = await readNpyHeader(bytes, signal);
  if (kind !== 'u' || size !== 1) throw bytes.refuse(`its images are ${kind}${size} and not u1, uint8`);
  const [count = 0] = shape;
  const picture = pictureOf(shape);
  if (!picture) throw bytes.refuse(`its images have the shape [${shape}], not [N, H, W] or that with 1 or 3 channels`);
  return { ...picture, bytes, offset, count, ...(split && { split }) };
}

/** How an array's pictures lie in it. Where both could be meant, the channels come last. */
function pictureOf(shape: readonly number[]): Pick<Rows, 'height' | 'width' | 'layout'> | undefined {
  const isChannels = (size: number) => size === 1 || size === 3;
  const [, second = 0, third = 0, fourth = 0] = shape;
  if (shape.length === 3) return { height: second, width: third, layout: 'grey' };
  if (shape.length !== 4) return undefined;
  if (isChannels(fourth)) return { height: second, width: third, layout: fourth === 1 ? 'grey' : 'pixels' };
  if (isChannels(second)) return { height: third, width: fourth, layout: second === 1 ? 'grey' : 'planes' };
  return undefined;
}

async function openLabels(bytes: Bytes, images: Split, signal?: AbortSignal): Promise<LabelArray> {
  const { kind, size, shape, bigEndian, offset } = await readNpyHeader(bytes, signal);
  if (!['i', 'u'].includes(kind) || ![1, 2, 4, 8].includes(size)) {
    throw bytes.refuse(`its labels are ${kind}${size} and no integers`);
  }
  const [count = 0, columns = 1] = shape;
  if (shape.length < 1 || shape.length > 2 || columns !== 1) {
    throw bytes.refuse(`its labels have the shape [${shape}], not [N] or [N, 1]`);
  }
  if (count !== images.count) {
    throw bytes.refuse(`it has ${count} labels, and ${images.bytes.name} has ${images.count} pictures`);
  }
  return { bytes, offset, count, size, signed: kind === 'i', bigEndian };
}
