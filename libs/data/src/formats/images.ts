import { ahead } from '../ahead.js';
import type { Encoded, Item, Refused, Unit } from '../item.js';
import { whyUnreadable } from '../refusal.js';
import type { SourceFile } from '../source.js';
import type { Place } from './place.js';

/** A larger file is no picture that would be decoded here, and is not read. */
export const MAX_FILE_BYTES = 64 * 1024 * 1024;

/** Of a unit: what is lost, and read again, when its reader dies. */
const MAX_UNIT_FILES = 1_000;
const MAX_UNIT_BYTES = 256 * 1024 * 1024;

/** Files that are read at once, ahead of whoever decodes them. */
export const READ_AHEAD = 4;

/** Why a file can't be a picture, by its size alone; undefined where it can. Bytes. */
export function refusalBySize(size: number): Refused | undefined {
  if (size > MAX_FILE_BYTES) return { kind: 'refused', why: 'larger than 64 MiB', isBySize: true };
  return size === 0 ? { kind: 'refused', why: 'empty', isBySize: true } : undefined;
}

/**
 * Files of a tree as units of at most 1,000 files or 256 MiB, in the files' order. Each file is an item, also one that is
 * no picture: their reader tells that by the bytes.
 */
export function unitsOfFiles(files: readonly SourceFile[], place: (file: SourceFile) => Place): Unit[] {
  return groupsOf(files).map((group) => ({
    name: group.length > 1 ? `${group[0]?.name} to ${group.at(-1)?.name}` : (group[0]?.name as string),
    count: group.length,
    read: (signal) => itemsOf(group, place, signal),
  }));
}

function groupsOf(files: readonly SourceFile[]): SourceFile[][] {
  const groups: SourceFile[][] = [];
  let bytes = 0;
  for (const file of files) {
    // What is refused by its size isn't read.
    const added = refusalBySize(file.size) ? 0 : file.size;
    const last = groups.at(-1);
    if (last && last.length < MAX_UNIT_FILES && bytes + added <= MAX_UNIT_BYTES) {
      last.push(file);
      bytes += added;
    } else {
      groups.push([file]);
      bytes = added;
    }
  }
  return groups;
}

async function* itemsOf(
  files: readonly SourceFile[],
  place: (file: SourceFile) => Place,
  signal?: AbortSignal,
): AsyncGenerator<Item> {
  const read = async (file: SourceFile) => ({
    name: file.name,
    ...place(file),
    content: await contentOf(file, signal),
  });
  for await (const item of ahead(files, READ_AHEAD, read)) {
    signal?.throwIfAborted();
    yield item;
  }
}

/** A file's bytes, or why they are none. */
export async function contentOf(file: SourceFile, signal?: AbortSignal): Promise<Encoded | Refused> {
  const refusal = refusalBySize(file.size);
  if (file.isLink) return { kind: 'refused', why: 'a link' };
  if (refusal) return refusal;
  try {
    return { kind: 'encoded', bytes: await file.read(signal) };
  } catch (thrown) {
    const why = whyUnreadable(thrown, file.name);
    if (!why) throw thrown;
    return { kind: 'refused', why };
  }
}
