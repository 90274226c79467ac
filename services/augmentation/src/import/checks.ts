import type { BlobRef, BlobStore } from '@parallax/blobs';
import type { Format, Source } from '@parallax/data';
import { invalidField, ParallaxError } from '@parallax/errors';
import { type JobRecord, putResult } from '@parallax/jobs';
import type { Chosen, LeftOut } from './choose.js';
import type { Decoded } from './decode.js';
import type { LabelTable } from './label-rows.js';
import type { ResolvedImport } from './spec.js';

/** What an import is refused by once its pictures are known. */
export interface Checking {
  job: Pick<JobRecord<ResolvedImport>, 'id' | 'spec'>;
  source: Pick<Source, 'field' | 'value'>;
  store: BlobStore;
  signal: AbortSignal;
}

/** What a worker keeps in mind of a picture until the dataset is written: its name, its hashes and its place. About 1.1 KiB were measured. */
const PICTURE_BYTES = 1_536;

/** What it takes besides, above all for the pictures that it decodes at once. */
const OTHER_BYTES = 2 ** 30;

/**
 * @param count pictures of the source, and of the dataset to which they come
 * @param memory of the worker, in bytes
 * @throws INVALID_FIELD where a worker could not keep in mind what it knows of each
 */
export function checkCount(count: number, memory: number, { field, value }: Pick<Source, 'field' | 'value'>): void {
  const most = Math.max(0, Math.floor((memory - OTHER_BYTES) / PICTURE_BYTES));
  if (count <= most) return;
  const has = `a worker with ${memory} bytes (PARALLAX_WORKER_MEMORY) keeps what it knows of ${most}`;
  throw invalidField(field, value, `must bring at most ${most} pictures, and brings ${count}: ${has}`);
}

/** @throws INVALID_FIELD where classes come from the source, which has labels that can't be read */
export function checkLabels({ unreadLabels }: Format, { labels, labelFile }: ResolvedImport): void {
  if (!unreadLabels || labels === 'LABELS_NONE' || labelFile !== undefined) return;
  const { name, reason } = unreadLabels;
  const must = 'must be none, which keeps all pictures without classes, or a table of them';
  throw invalidField('spec.labels', labels, `${must}: of ${name}, ${reason}`);
}

/** All that were left out, for whoever wants to go through them. */
export function putLeftOut(leftOut: readonly LeftOut[], store: BlobStore, signal: AbortSignal): Promise<BlobRef> {
  const data = Buffer.from(leftOut.map((each) => `${JSON.stringify(each)}\n`).join(''));
  return putResult(store, 'histories', { left_out: { dtype: 'U8', shape: [data.length], data } }, { signal });
}

/** @throws INVALID_FIELD where more pictures are unreadable than may be, with the blob that names all of them */
export async function checkBad({ bad, found }: Decoded, checking: Checking): Promise<void> {
  const { field, value } = checking.source;
  const { maxBad } = checking.job.spec;
  const share = bad.length / Math.max(1, bad.length + found.length);
  if (share <= maxBad) return;
  const must = `must have at most a share of ${maxBad} (spec.max_bad) of pictures that can't be read, not ${bad.length} of ${bad.length + found.length}: ${examplesOf(bad)}`;
  throw await refusal(field, value, must, bad, checking);
}

/** @throws INVALID_FIELD where nothing is there to train on, with the blob that names what was left out */
export async function checkTrained(
  chosen: Chosen,
  { found, bad, others }: Decoded,
  { unread = [], others: passed = 0 }: Format,
  checking: Checking,
): Promise<void> {
  if (chosen.train.length > 0) return;
  const { field, value } = checking.source;
  const leftOut = [...unread, ...bad];
  const files = found.length + leftOut.length + others + passed;
  const examples = leftOut.length > 0 ? ` (${examplesOf(leftOut)})` : '';
  const why =
    chosen.test.length > 0 ? `all ${chosen.test.length} are in test` : `none of ${files} files is one${examples}`;
  throw await refusal(field, value, `must hold pictures to train on: ${why}`, leftOut, checking);
}

/**
 * Where most pictures have no class, it is the few that stand apart, and not they that are to be left out.
 *
 * @throws INVALID_FIELD with the blob that names all of them, and what a table names beside them
 */
export async function checkLabelled(
  { unlabelled, labelledFrom }: Chosen,
  table: LabelTable | undefined,
  checking: Checking,
): Promise<void> {
  const { labelFile, labels, addTo } = checking.job.spec;
  const hasFew = 2 * unlabelled.length > labelledFrom;
  const isOfOthers = table !== undefined && table.named === 0 && table.unknown.length > 0;
  if (!hasFew && !isOfOthers) return;
  const without = `${unlabelled.length} of ${labelledFrom} pictures without a class, such as ${unlabelled[0]?.name}`;
  if (addTo && !table) {
    const { field, value } = checking.source;
    const must = `must bring classes, as the dataset has some, by folders or by a table, and leaves ${without}`;
    throw await refusal(field, value, must, toLeftOut(unlabelled), checking);
  }
  if (!table || labelFile === undefined) {
    const must = `leaves ${without}, and must be none, which keeps all pictures without classes, or a table of them`;
    throw await refusal('spec.labels', labels, must, toLeftOut(unlabelled), checking);
  }
  const { unknown } = table;
  const leaves = hasFew ? `: it leaves ${without}` : '';
  const others =
    unknown.length > 0 ? `; ${unknown.length} that it names are no pictures here: ${namesOf(unknown)}` : '';
  const must = `must name the pictures by their paths, as they stand below it${leaves}${others}`;
  throw await refusal('spec.label_file', labelFile, must, [...toLeftOut(unlabelled), ...unknown], checking);
}

/** Labels are 16 bits wide. */
const MOST_CLASSES = 65_535;

/** Of a class, more than a folder could be called by. */
const LONGEST_NAME = 256;

/** @throws INVALID_FIELD of what says the classes, a table or else the source, where there are too many, or one has too long a name */
export function checkClasses(
  { classes, labelOf, train, test }: Chosen,
  { labelFile }: Pick<ResolvedImport, 'labelFile'>,
  source: Checking['source'],
): void {
  const { field, value } = labelFile === undefined ? source : { field: 'spec.label_file', value: labelFile };
  const refused = (must: string) => invalidField(field, value, must);
  if (classes.length > MOST_CLASSES)
    throw refused(`must bring at most ${MOST_CLASSES} classes, with those that are there, not ${classes.length}`);
  const long = classes.findIndex((name) => name.length > LONGEST_NAME);
  if (long < 0) return;
  const row = [...train, ...test].find((each) => labelOf(each) === long);
  const has = `that of ${row?.name ?? 'no picture'} has ${classes[long]?.length}`;
  throw refused(`must bring classes of at most ${LONGEST_NAME} letters: ${has}`);
}

/** Pictures without a class, beside others that have one. */
export function toLeftOut(unlabelled: readonly { name: string }[]): LeftOut[] {
  return unlabelled.map(({ name }) => ({ name, reason: 'it has no class, as others have' }));
}

function examplesOf(leftOut: readonly LeftOut[]): string {
  return leftOut
    .slice(0, 3)
    .map(({ name, reason }) => `${name}: ${reason}`)
    .join('; ');
}

function namesOf(leftOut: readonly LeftOut[]): string {
  const names = leftOut.slice(0, 3).map(({ name }) => name);
  return `${names.join(', ')}${leftOut.length > names.length ? ', …' : ''}`;
}

/** The error that refuses an import for some pictures, and where all of them are listed. */
async function refusal(
  field: string,
  value: string,
  must: string,
  leftOut: readonly LeftOut[],
  { job, store, signal }: Checking,
): Promise<ParallaxError> {
  if (leftOut.length === 0) return invalidField(field, value, must);
  const error = invalidField(field, value, `${must}; \`parallax datasets left-out ${job.id}\` lists all`);
  const { key, size } = await putLeftOut(leftOut, store, signal);
  const metadata = { ...error.metadata, left_out: key, left_out_size: String(size) };
  return new ParallaxError(error.reason, error.message, { metadata });
}
