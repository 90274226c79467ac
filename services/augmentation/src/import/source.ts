import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, relative, resolve } from 'node:path';
import type { BlobStore } from '@parallax/blobs';
import { fileSource, folderSource, prefixSource, type Source, uploadSource } from '@parallax/data';
import { invalidField, ParallaxError } from '@parallax/errors';
import type { Settings } from '@parallax/settings';
import { openBucket } from './s3.js';
import type { ResolvedImport } from './spec.js';
import { findParts } from './upload.js';

/**
 * Where the pictures of an import lie.
 *
 * @throws INVALID_FIELD where nothing says it; where it is a folder or a file that this process may not read, or has not, a bucket for which it has no credentials, or an
 *   upload that isn't whole
 */
export async function openSource(
  { folder, s3, upload }: Pick<ResolvedImport, 'folder' | 's3' | 'upload'>,
  store: BlobStore,
  settings: Settings,
  signal?: AbortSignal,
): Promise<Source> {
  if (upload) {
    const parts = await findParts('spec.upload', upload, store, signal);
    return uploadSource(store, upload.source ?? upload.id, parts, 'spec.upload');
  }
  if (s3) return prefixSource(await openBucket('spec.s3', s3, store, settings, signal), s3.prefix, 'spec.s3.prefix');
  if (folder === undefined)
    throw invalidField('spec.source', '', 'must be one of folder, s3, upload; the folder "." is all of PARALLAX_DATA');
  const path = await checkFolder('spec.folder', folder, settings.optional('PARALLAX_DATA'));
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile()) return fileSource(path, 'spec.folder');
  if (found?.isDirectory()) return folderSource(path, 'spec.folder');
  throw invalidField('spec.folder', folder, 'must be a folder, or a file such as an archive');
}

/** Checks, when a process starts, that PARALLAX_DATA names a folder, where it names anything. @throws INVALID_FIELD */
export async function checkDataFolder(settings: Settings): Promise<void> {
  const folder = settings.optional('PARALLAX_DATA');
  const isFolder = (path: string) =>
    stat(path).then(
      (found) => found.isDirectory(),
      () => false,
    );
  if (folder !== undefined && !(await isFolder(folder))) {
    throw invalidField('PARALLAX_DATA', folder, 'must be a folder that is there');
  }
}

/**
 * The real path of a folder, or of a file in it, links resolved.
 *
 * @param allowed what PARALLAX_DATA says
 * @throws INVALID_FIELD unless it is that folder or lies in it; UNAVAILABLE where that folder has gone since the process started
 */
export async function checkFolder(field: string, folder: string, allowed: string | undefined): Promise<string> {
  if (allowed === undefined) throw invalidField(field, folder, 'needs PARALLAX_DATA, which is unset in this service');
  const root = await realpath(allowed).catch((cause) => {
    const message = `the folder that PARALLAX_DATA names can't be read: ${(cause as Error).message}`;
    throw new ParallaxError('UNAVAILABLE', message, { metadata: { field: 'PARALLAX_DATA' }, cause });
  });
  const path = await realpath(resolve(root, folder)).catch(() => undefined);
  const inside = path !== undefined && relative(root, path);
  if (inside === false || inside.startsWith('..') || isAbsolute(inside)) {
    throw invalidField(field, folder, 'must be a folder that is there, in the one that PARALLAX_DATA names');
  }
  return path as string;
}
