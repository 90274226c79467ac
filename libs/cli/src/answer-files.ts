import { lstat } from 'node:fs/promises';
import type { EncoderRef } from '@parallax/contract';
import { invalidField } from '@parallax/errors';
import { type LeftOut, type Named, sendFiles } from './embed-files.js';
import { formatCount, formatNumber } from './format.js';
import { toJson } from './json.js';
import { printable } from './printable.js';
import type { RowFile } from './row-file.js';
import type { Session } from './session.js';
import type { Json } from './spec.js';

/** What is asked about pictures of this machine, and how the answers are shown. */
export interface FilesTask<Answer> {
  encoder: EncoderRef;
  paths: readonly string[];
  /** Whether it is a failure that a picture can't be read. */
  strict: boolean | undefined;
  /** What answers are written to, where they are not shown. */
  file: RowFile<Named & Answer> | undefined;
  ask(images: Uint8Array[]): Promise<readonly Answer[]>;
  /** How the answers are called in JSON. */
  key: string;
  toJson(answer: Named & Answer): Json;
  /** The rows of some answers as text. */
  toTable(answers: readonly (Named & Answer)[]): string;
  /** What has been done to pictures, in one word. */
  done: string;
}

/** A path that isn't there is a slip of whoever wrote it, unlike what can't be read, and nothing is done then. @throws INVALID_FIELD that names it */
export async function checkPaths(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const isThere = await lstat(path).then(
      () => true,
      ({ code }: NodeJS.ErrnoException) => code !== 'ENOENT' && code !== 'ENOTDIR',
    );
    if (!isThere) throw invalidField('files', path, 'must be a file or a folder that is there');
  }
}

/** Of many pictures, as many are printed. */
const SHOWN = 20;

/** Asks about each picture, and prints the answers or writes them to a file; what could not be read is named. */
export async function answerFiles<Answer>(session: Session, task: FilesTask<Answer>): Promise<void> {
  const { file, strict } = task;
  const shown: (Named & Answer)[] = [];
  const leftOut: LeftOut[] = [];
  let count = 0;
  const onAnswers = async (answers: readonly (Named & Answer)[]) => {
    count += answers.length;
    await file?.add(answers);
    // All of them where they are printed, and otherwise enough to see that they differ.
    if (!file && session.json) shown.push(...answers);
    else shown.push(...answers.slice(0, Math.max(0, SHOWN - shown.length)));
  };
  const onLeftOut = (left: LeftOut) => {
    leftOut.push(left);
    session.progress.say(printable(`left out: ${left.name}: ${left.reason}`));
  };
  try {
    const { others, encoder } = await sendFiles(session, { ...task, onAnswers, onLeftOut });
    const written = await close(file, count);
    const more = count > shown.length ? `\nand ${formatNumber(count - shown.length)} more` : '';
    session.document(
      {
        encoder: toJson('Encoder', encoder),
        images: count,
        noPictures: others,
        leftOut: leftOut.map((left) => ({ ...left })),
        ...(file ? { files: written } : { [task.key]: shown.map(task.toJson) }),
      },
      [
        // Whoever writes a file has them there.
        ...(count > 0 && !file ? [`${task.toTable(shown)}${more}`] : []),
        ...written.map((path) => `${path} (${formatNumber(count)} images)`),
      ].join('\n'),
    );
    const unread = unreadOf(leftOut);
    if (count > 0 && others > 0) session.progress.say(`${formatCount(others, 'file')} no picture`);
    if (count === 0) session.fail(`nothing was ${task.done}: ${unread}, and ${formatCount(others, 'file')} no picture`);
    else if (strict && leftOut.length > 0) session.fail(unread);
  } catch (thrown) {
    await file?.discard();
    throw thrown;
  }
}

/** How much was left out: a link is followed by nothing, and is no picture that is broken. */
function unreadOf(leftOut: readonly LeftOut[]): string {
  const links = leftOut.filter(({ reason }) => reason === 'a link').length;
  const pictures = `${formatCount(leftOut.length - links, 'picture')} could not be read`;
  return links > 0 ? `${pictures}, and ${formatCount(links, 'link')} not followed` : pictures;
}

/** @returns the files that were written: none where there was nothing to write */
async function close(file: RowFile<never> | undefined, count: number): Promise<string[]> {
  if (count > 0) return (await file?.close()) ?? [];
  await file?.discard();
  return [];
}
