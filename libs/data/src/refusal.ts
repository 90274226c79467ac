import { ParallaxError } from '@parallax/errors';
import type { Item } from './item.js';

/**
 * Why a file or a folder alone can't be read; undefined where what failed says nothing about it, such as a disk's error.
 *
 * @param name as it was listed
 */
export function whyUnreadable(thrown: unknown, name = ''): string | undefined {
  const { code } = thrown as NodeJS.ErrnoException;
  if (code === 'EACCES' || code === 'EPERM') return 'not readable by this service';
  if (code === 'ENAMETOOLONG') return 'of a path that is too long';
  const isGone = ['ENOENT', 'ENOTDIR'].includes(code ?? '');
  // What is no UTF-8 is listed by another name, by which it isn't there.
  if (isGone && name.includes('\ufffd')) return 'of a name that is no UTF-8';
  const isMissing = thrown instanceof ParallaxError && thrown.reason === 'NOT_FOUND';
  return isGone || isMissing ? 'gone since the import began' : undefined;
}

/** Why a file of a source was refused, without the source's name. @throws what was thrown, where it refuses nothing */
export function whyRefused(thrown: unknown): string {
  const { reason, message } = ParallaxError.from(thrown);
  if (reason !== 'INVALID_FIELD') throw thrown;
  return message.replace(/^\S+ is ".*?": it /s, '');
}

/**
 * The items of a file that has others beside it: where it turns out to be broken, it ends no other, and stands as an item that is
 * refused behind those that were read.
 *
 * @param name the file's, or that of its part
 */
export async function* untilBroken(
  name: string,
  items: AsyncIterable<Item>,
  signal?: AbortSignal,
): AsyncGenerator<Item> {
  try {
    yield* items;
  } catch (thrown) {
    signal?.throwIfAborted();
    yield { name, isPicture: true, content: { kind: 'refused', why: whyRefused(thrown) } };
  }
}
