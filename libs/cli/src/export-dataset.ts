import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { BlobRef, Dataset, Split } from '@parallax/contract';
import { encodePng } from '@parallax/data';
import { invalidField } from '@parallax/errors';
import { downloadNames, downloadTensors } from './download.js';
import type { Session } from './session.js';

/** PNGs that are made and written at once. */
const AT_ONCE = 16;

/**
 * Writes a dataset's images into a folder as PNG, under the names that their files had, so that an import of the folder finds the
 * same splits and classes: `train/cats/1.png`. Split and class are put before a name that says nothing of them.
 *
 * @returns how many images there are
 * @throws INVALID_FIELD where the folder has something in it
 */
export async function exportDataset(session: Session, dataset: Dataset, out: string): Promise<number> {
  const made = await mkdir(out, { recursive: true });
  if (made === undefined && (await isUsed(out)))
    throw invalidField('--out', out, 'must be a new folder, or an empty one');
  const total = dataset.splits.reduce((sum, { count = 0 }) => sum + count, 0);
  const paths = new Set<string>();
  let done = 0;
  for (const split of dataset.splits) {
    const nameOf = await namesOf(session, dataset, split);
    let first = 0;
    for (const { images, count = 0 } of split.shards) {
      const { images: tensor } = await downloadTensors(session, images as BlobRef);
      const pixels = tensor?.data as Uint8Array;
      const [, side = 0] = tensor?.shape ?? [];
      const bytes = side * side * 3;
      for (let at = 0; at < count; at += AT_ONCE) {
        const some = Array.from({ length: Math.min(AT_ONCE, count - at) }, (_, more) => at + more);
        await Promise.all(
          some.map(async (image) => {
            const path = join(out, free(nameOf(first + image), paths));
            await mkdir(dirname(path), { recursive: true });
            await writeFile(path, await encodePng(pixels.subarray(image * bytes, (image + 1) * bytes), side));
          }),
        );
        done += some.length;
        session.progress.update('export', { stage: 'writing', done, total, unit: 'images' });
      }
      first += count;
    }
  }
  session.progress.end('export', `${done} images`);
  return done;
}

async function isUsed(folder: string): Promise<boolean> {
  return (await readdir(folder)).length > 0;
}

/** Which path an image of a split has below the folder, without its ending. */
async function namesOf(
  session: Session,
  { classes, splits }: Dataset,
  split: Split,
): Promise<(image: number) => string> {
  const labels = split.labels && (await downloadTensors(session, split.labels)).labels?.data;
  const names = await downloadNames(session, split);
  return (image) => {
    const name = names?.[image] ?? String(image).padStart(6, '0');
    const segments = name.split('/').map(safe);
    const file = (segments.pop() as string).replace(/\.[a-z0-9]{1,5}$/i, '');
    const label = labels && safe(classes[Number(labels[image])] ?? '');
    if (label && !segments.includes(label)) segments.push(label);
    const isPlaced = /^(train|test|val)$/i.test(segments[0] ?? '');
    if (splits.length > 1 && !isPlaced) segments.unshift(String(split.name));
    return [...segments, file].join('/');
  };
}

/** A name as one segment of a path, on any file system. */
function safe(segment: string): string {
  const kept = segment.replace(/[<>:"\\|?*/\p{Cc}]/gu, '_');
  return ['', '.', '..'].includes(kept) ? '_' : kept;
}

/** The name with `.png`, and a number where another image has it. */
function free(name: string, taken: Set<string>): string {
  let path = `${name}.png`;
  for (let more = 2; taken.has(path); more++) path = `${name}-${more}.png`;
  taken.add(path);
  return path;
}
