import { type FileHandle, open, readdir, readFile, stat } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import type { BlobStore } from '@parallax/blobs';
import { invalidField } from '@parallax/errors';

/** A file of a source. */
export interface SourceFile {
  /** Its path below the source, with slashes: `train/cats/1.jpg`. */
  name: string;
  /** The part of the name that counts as its path, where a user has named what comes before it. Default: all of it. */
  below?: string;
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
  /** Its files, in the order of their names by code units. Links, and whatever else is no file, are left out. */
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
      const files: SourceFile[] = [];
      for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
        signal?.throwIfAborted();
        if (entry.isFile()) files.push(await fileOf(folder, join(entry.parentPath, entry.name)));
      }
      return inOrder(files);
    },
  };
}

/**
 * Files and folders of this machine, one after another. The files of a single folder are named below it, and of several paths by
 * these.
 *
 * @throws INVALID_FIELD where one is neither
 */
export function pathsSource(paths: readonly string[], field = 'paths'): Source {
  const [only = ''] = paths;
  const list = async (signal?: AbortSignal): Promise<SourceFile[]> => {
    const files: SourceFile[] = [];
    for (const path of paths) {
      const found = await stat(path).catch(() => undefined);
      if (found?.isFile()) files.push({ ...(await fileOf('.', path)), name: slashed(path), below: basename(path) });
      else if (!found?.isDirectory()) throw invalidField(field, path, 'must be a file or a folder that is there');
      else {
        const below = await folderSource(path).list(signal);
        const prefix = paths.length === 1 ? '' : `${slashed(path).replace(/\/*$/, '')}/`;
        files.push(...below.map((file) => ({ ...file, name: `${prefix}${file.name}`, below: file.name })));
      }
    }
    return files;
  };
  const read = async (name: string, signal?: AbortSignal) =>
    (await list(signal)).find((file) => file.name === name)?.read(signal);
  return { field, value: paths.length === 1 ? only : `${paths.length} paths`, list, read };
}

function slashed(path: string): string {
  return path.split(sep).join('/');
}

async function fileOf(folder: string, path: string): Promise<SourceFile> {
  const handling = async <T>(work: (file: FileHandle) => Promise<T>) => {
    const file = await open(path);
    try {
      return await work(file);
    } finally {
      await file.close();
    }
  };
  const { size } = await handling((file) => file.stat());
  return {
    name: relative(folder, path).split(sep).join('/'),
    size,
    read: (signal) => readFile(path, { signal }),
    readRange: (start, end) =>
      handling(async (file) => {
        const bytes = Buffer.alloc(Math.max(0, Math.min(end, size) - start));
        const { bytesRead } = await file.read(bytes, 0, bytes.length, start);
        return bytes.subarray(0, bytesRead);
      }),
  };
}

/** The objects below a prefix of a bucket, or all of them where it is empty. */
export function prefixSource(store: BlobStore, prefix: string, field = 'prefix'): Source {
  const folder = prefix === '' ? '' : `${prefix.replace(/\/*$/, '')}/`;
  return {
    field,
    value: prefix,
    async read(name, signal) {
      const ref = await store.stat(`${folder}${name}`, { signal });
      return ref && store.get(ref, { signal });
    },
    async list(signal) {
      const files: SourceFile[] = [];
      for await (const { key, size } of store.list(folder, { signal })) {
        const readRange = (start: number, end: number, signal?: AbortSignal) =>
          store.getRange(key, start, Math.min(end, size), { signal });
        files.push({
          name: key.slice(folder.length),
          size,
          read: (signal) => readRange(0, size, signal),
          readRange,
        });
      }
      return inOrder(files);
    },
  };
}

export function inOrder(files: SourceFile[]): SourceFile[] {
  return files.sort((a, b) => (a.name < b.name ? -1 : 1));
}
