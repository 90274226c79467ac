import type { Dirent } from 'node:fs';
import { open, readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, normalize, sep } from 'node:path';
import type { BlobStore, StoredObject } from '@parallax/blobs';
import { invalidField } from '@parallax/errors';
import { ahead } from './ahead.js';
import type { Unread } from './item.js';
import { whyUnreadable } from './refusal.js';

/** A file of a source. */
export interface SourceFile {
  /** Its path below the source, with slashes: `train/cats/1.jpg`. */
  name: string;
  /** The part of the name that counts as its path, where a user has named what comes before it. Default: all of it. */
  below?: string;
  /** The path by which its split and its class are told, whatever lies beside it. Default: `below`, or its name, among those of its root. */
  placed?: string;
  /** The path that a user has named, of which it is a file: what others hold tells nothing of its class. Default: the whole source's. */
  root?: string;
  /** It is a link, which is not followed. */
  isLink?: boolean;
  /** Why it can't be read, as the listing has found: of a folder, whose name ends with a slash, or of a file. It is only there to be told of. */
  unreadable?: string;
  /** Bytes. */
  size: number;
  /** All its bytes. */
  read(signal?: AbortSignal): Promise<Uint8Array>;
  /** The bytes from `start` to before `end`, or to the file's end where that comes first. */
  readRange(start: number, end: number, signal?: AbortSignal): Promise<Uint8Array>;
}

/** Where a dataset's files lie. */
export interface Source {
  /** The field by which it was given, for errors: `folder`, `prefix`. */
  field: string;
  value: string;
  /** A file's bytes; undefined where it isn't there. */
  read(name: string, signal?: AbortSignal): Promise<Uint8Array | undefined>;
  /**
   * Its files and links, and folders that can't be read, in the order of their names by code units. Whatever else is no file is
   * left out.
   */
  list(signal?: AbortSignal): Promise<SourceFile[]>;
}

/** The files of a folder and of those below it. */
export function folderSource(folder: string, field = 'folder'): Source {
  return {
    field,
    value: folder,
    async read(name, signal) {
      try {
        return await readFile(join(folder, name), { signal });
      } catch (thrown) {
        if (['ENOENT', 'ENOTDIR'].includes((thrown as NodeJS.ErrnoException).code ?? '')) return undefined;
        throw thrown;
      }
    },
    async list(signal) {
      const { files, links, unread } = await listFolder(folder, field, signal);
      return inOrder([
        ...files.map(fileOf),
        ...links.map((name) => told(name, { isLink: true })),
        ...unread.map(({ name, reason }) => told(name, { unreadable: reason })),
      ]);
    },
  };
}

/** A file, such as an archive, by itself. */
export function fileSource(path: string, field: string): Source {
  return {
    field,
    value: path,
    read: async (name, signal) => (name === basename(path) ? readFile(path, { signal }) : undefined),
    list: async () => [fileOf(await describeFile(path, basename(path)))],
  };
}

/** A file of this machine. */
export interface LocalFile {
  path: string;
  /** Its path below the folder that was listed, with slashes. */
  name: string;
  /** Bytes. */
  size: number;
  /** When it was last written, in milliseconds since 1970, as far as nobody has set another time. */
  modified: number;
  /** When anything of it has changed last (`ctime`), that time included, which nobody can set. */
  changed: number;
}

/** Files that are asked for their size at once. */
const STATS_AT_ONCE = 16;

/** What there is in a folder and in those below it, each in the order of their names by code units. */
export interface Listing {
  files: LocalFile[];
  /** The names of links, which are not followed. */
  links: string[];
  /** Folders, by names that end with a slash, and files that can't be read, or are gone again. */
  unread: Unread[];
}

/**
 * Lists a folder and those below it. Whatever is neither a file nor a folder nor a link is left out.
 *
 * @throws INVALID_FIELD where the folder itself can't be read
 */
export async function listFolder(folder: string, field: string, signal?: AbortSignal): Promise<Listing> {
  const [files, links, unread]: [LocalFile[], string[], Unread[]] = [[], [], []];
  const names = async function* () {
    const folders = [''];
    for (let below = folders.pop(); below !== undefined; below = folders.pop()) {
      for (const entry of await entriesOf(folder, below, field, unread)) {
        const name = below + entry.name;
        if (entry.isDirectory()) folders.push(`${name}/`);
        else if (entry.isSymbolicLink()) links.push(name);
        else if (entry.isFile()) yield name;
      }
    }
  };
  const describe = async (name: string) => {
    try {
      return await describeFile(join(folder, name), name);
    } catch (thrown) {
      unread.push({ name, reason: reasonOf(thrown, name) });
      return undefined;
    }
  };
  for await (const file of ahead(names(), STATS_AT_ONCE, describe)) {
    signal?.throwIfAborted();
    if (file) files.push(file);
  }
  return { files: inOrder(files), links: links.sort(), unread: inOrder(unread) };
}

/** @param unread gets the folder where it can't be read */
async function entriesOf(folder: string, below: string, field: string, unread: Unread[]): Promise<Dirent[]> {
  try {
    return await readdir(join(folder, below), { withFileTypes: true });
  } catch (thrown) {
    const reason = reasonOf(thrown, below);
    if (below === '') throw invalidField(field, folder, `must be a folder that can be read: it is ${reason}`, thrown);
    unread.push({ name: below, reason });
    return [];
  }
}

/** @throws what says nothing about the file or the folder */
function reasonOf(thrown: unknown, name: string): string {
  const why = whyUnreadable(thrown, name);
  if (why === undefined) throw thrown;
  return why;
}

export async function describeFile(path: string, name: string): Promise<LocalFile> {
  const { size, mtimeMs, ctimeMs } = await stat(path);
  return { path, name, size, modified: mtimeMs, changed: ctimeMs };
}

/**
 * Files and folders of this machine, one after another. The files of a single folder are named below it, and of several paths by
 * these. Classes are told for each path by itself; of a file that is named, its folder is one.
 *
 * @throws INVALID_FIELD where one is neither
 */
export function pathsSource(paths: readonly string[], field = 'paths'): Source {
  const list = async (signal?: AbortSignal): Promise<SourceFile[]> => {
    const files: SourceFile[] = [];
    for (const path of paths) {
      const found = await stat(path).catch(() => undefined);
      if (found?.isFile()) {
        const file = fileOf(await describeFile(path, slashed(path)));
        files.push({ ...file, below: basename(path), placed: placeOf(path), root: path });
      } else if (!found?.isDirectory()) throw invalidField(field, path, 'must be a file or a folder that is there');
      else {
        const below = await folderSource(path, field).list(signal);
        const prefix = paths.length === 1 ? '' : `${slashed(path).replace(/\/*$/, '')}/`;
        files.push(...below.map((file) => ({ ...file, name: `${prefix}${file.name}`, below: file.name, root: path })));
      }
    }
    return files;
  };
  const read = async (name: string, signal?: AbortSignal) =>
    (await list(signal)).find((file) => file.name === name)?.read(signal);
  return { field, value: paths.join(', '), list, read };
}

/** A file below the folder that holds it, as far as the path names one. */
function placeOf(path: string): string {
  const folder = basename(dirname(normalize(path)));
  return ['', '.', '..'].includes(folder) ? basename(path) : `${folder}/${basename(path)}`;
}

function slashed(path: string): string {
  return path.split(sep).join('/');
}

function fileOf({ path, name, size }: LocalFile): SourceFile {
  const readRange = async (start: number, end: number) => {
    const file = await open(path);
    try {
      const bytes = Buffer.alloc(Math.max(0, Math.min(end, size) - start));
      const { bytesRead } = await file.read(bytes, 0, bytes.length, start);
      return bytes.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  };
  return { name, size, read: (signal) => readFile(path, { signal }), readRange };
}

/** Only there to be told of. */
function told(name: string, what: Pick<SourceFile, 'isLink' | 'unreadable'>): SourceFile {
  const read = async () => new Uint8Array();
  return { name, size: 0, ...what, read, readRange: read };
}

/** The objects below a prefix of a bucket, or all of them where it is empty; where there are none, the one that is called so. */
export function prefixSource(store: BlobStore, prefix: string, field = 'prefix'): Source {
  const folder = prefix === '' ? '' : `${prefix.replace(/\/*$/, '')}/`;
  const objectOf = (name: string, { key, size }: StoredObject): SourceFile => {
    const readRange = (start: number, end: number, signal?: AbortSignal) =>
      store.getRange(key, start, Math.min(end, size), { signal });
    return { name, size, read: (signal) => readRange(0, size, signal), readRange };
  };
  return {
    field,
    value: prefix,
    async read(name, signal) {
      const ref = await store.stat(`${folder}${name}`, { signal });
      return ref && store.get(ref, { signal });
    },
    async list(signal) {
      const files: SourceFile[] = [];
      for await (const object of store.list(folder, { signal }))
        files.push(objectOf(object.key.slice(folder.length), object));
      if (files.length > 0 || prefix === '') return inOrder(files);
      const { value: first } = await store.list(prefix, { signal }).next();
      return first?.key === prefix ? [objectOf(basename(prefix), first)] : [];
    },
  };
}

/** By their names' code units, in place. */
export function inOrder<T extends { name: string }>(files: T[]): T[] {
  return files.sort((a, b) => (a.name < b.name ? -1 : 1));
}
