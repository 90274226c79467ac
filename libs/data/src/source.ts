import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BlobStore } from '@parallax/blobs';

/** Where a dataset's files lie. */
export interface Source {
  /** The field by which it was given, for errors: `folder`, `prefix`. */
  field: string;
  value: string;
  /** A file's bytes; undefined where it isn't there. */
  read(name: string, signal?: AbortSignal): Promise<Uint8Array | undefined>;
}

/** The files of a folder. */
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
  };
}

/** The objects below a prefix of the object store's bucket. */
export function prefixSource(store: BlobStore, prefix: string): Source {
  const folder = prefix.replace(/\/*$/, '');
  return {
    field: 'prefix',
    value: prefix,
    async read(name, signal) {
      const ref = await store.stat(`${folder}/${name}`, { signal });
      return ref && store.get(ref, { signal });
    },
  };
}
