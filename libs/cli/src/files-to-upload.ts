import { access, constants, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { ahead, describeFile, type Listing, type LocalFile, listFolder, whyUnreadable } from '@parallax/data';
import { invalidField } from '@parallax/errors';
import { formatBytes } from './format.js';
import { printable } from './printable.js';
import type { Session } from './session.js';

/** What S3 takes as one object. */
const LARGEST_FILE = 5 * 1024 ** 3 - 1024 ** 2;

/** Files that are looked at at once. */
const CHECKS_AT_ONCE = 16;

/** Names that are said of what is left out. */
const MOST_SAID = 5;

/**
 * A file, or all files of a folder and of those below it, in the order of their names. Links, and what can't be read, are left out,
 * which is said.
 *
 * @throws INVALID_FIELD where there is no file that can be read, or one is too large
 */
export async function filesToUpload(path: string, { signal, progress }: Session): Promise<LocalFile[]> {
  const root = await stat(path).catch(() => undefined);
  if (!root) throw invalidField('SOURCE', path, 'must be a file or a folder that is there');
  const single = async (): Promise<Listing> => ({
    files: [await describeFile(path, basename(path))],
    links: [],
    unread: [],
  });
  const { files: all, links, unread } = root.isFile() ? await single() : await listFolder(path, 'SOURCE', signal);
  const files: LocalFile[] = [];
  for await (const { file, reason } of ahead(all, CHECKS_AT_ONCE, check)) {
    if (reason === undefined) files.push(file);
    else unread.push({ name: file.name, reason });
  }
  if (files.length === 0)
    throw invalidField('SOURCE', path, `must have files in it${unread.length > 0 ? ' that can be read' : ''}`);
  for (const file of files) checkSize(file);
  const tell = (why: string, names: readonly string[]) => {
    const more = names.length > MOST_SAID ? ` and ${names.length - MOST_SAID} more` : '';
    if (names.length > 0)
      progress.say(printable(`left out, as ${why}: ${names.slice(0, MOST_SAID).join(', ')}${more}`));
  };
  tell('links are not followed', links);
  tell(
    "they can't be read",
    unread.map(({ name }) => name),
  );
  return files;
}

/** Whether a file may be read, which is known before anything is sent. */
async function check(file: LocalFile): Promise<{ file: LocalFile; reason?: string }> {
  try {
    await access(file.path, constants.R_OK);
    return { file };
  } catch (thrown) {
    const reason = whyUnreadable(thrown, file.name);
    if (reason === undefined) throw thrown;
    return { file, reason };
  }
}

function checkSize({ path, size }: LocalFile): void {
  if (size <= LARGEST_FILE) return;
  throw invalidField('SOURCE', path, `must have at most ${formatBytes(LARGEST_FILE)}, as the object store takes`);
}
