import { existsSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { ImportSpecInput } from '@parallax/contract';
import { folderSource, readLabelFile } from '@parallax/data';
import { invalidField } from '@parallax/errors';
import type { Session } from './session.js';
import { uploadFiles } from './upload-files.js';

/** Where classes come from, as a spec has it. A table lies among the pictures, and is named as it lies there. */
export async function labelsOf(
  source: string,
  from: string | undefined,
  group: string | null | undefined,
): Promise<Pick<ImportSpecInput, 'labels' | 'labelFile'>> {
  if (from === undefined || from === 'folders' || from === 'source') return {};
  if (from === 'none') return { labels: 'LABELS_NONE' };
  if (!/\.(csv|tsv|txt)$/i.test(from))
    throw invalidField('--labels', from, 'must be folders, none, or a table, FILE.csv');
  const below = relative(source, from);
  const isFolder = existsSync(source) && statSync(source).isDirectory();
  if (isFolder && !existsSync(from) && !existsSync(join(source, from)))
    throw invalidField('--labels', from, 'must be a table that is there, in the folder that is imported');
  // Given as it lies below the source, or as it lies on this machine.
  const labelFile = existsSync(from) && !below.startsWith('..') ? below.split(sep).join('/') : from;
  // What the service would refuse is told before anything is sent.
  if (isFolder)
    await readLabelFile(folderSource(source), labelFile, group ?? undefined).catch((cause: Error) => {
      throw invalidField('--labels', from, `must be a table of labels among the files: ${cause.message}`, cause);
    });
  return { labelFile };
}

/** Where the pictures lie, as a spec has it. */
export async function sourceOf(
  session: Session,
  source: string,
  spec: ImportSpecInput,
  profile?: string,
): Promise<Pick<ImportSpecInput, 'folder' | 's3' | 'upload'>> {
  if (profile !== undefined && !source.startsWith('s3://'))
    throw invalidField('--profile', profile, 'must come with a source s3://BUCKET/PREFIX');
  if (source.startsWith('service:')) return { folder: source.slice('service:'.length) };
  if (!source.startsWith('s3://')) return { upload: await uploadFiles(session, source, spec) };
  const [, bucket, prefix] = /^s3:\/\/([^/]+)(?:\/(.*))?$/.exec(source) ?? [];
  if (bucket !== undefined) return { s3: { bucket, prefix, profile } };
  throw invalidField('SOURCE', source, 'must be s3://BUCKET/PREFIX');
}
