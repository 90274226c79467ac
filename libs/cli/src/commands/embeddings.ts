import { rm, writeFile } from 'node:fs/promises';
import type { Tensor } from '@parallax/blobs';
import type { BlobRef, EmbeddingResult, Split } from '@parallax/contract';
import { invalidField, ParallaxError } from '@parallax/errors';
import type { Command } from 'commander';
import { download, downloadNames, downloadTensors } from '../download.js';
import { formatNumber } from '../format.js';
import { checkId, type Job, stateOf } from '../jobs.js';
import { toJson } from '../json.js';
import { readRows, tensorsToNpy } from '../npy.js';
import { fileOption } from '../out-options.js';
import { action, type Session } from '../session.js';

const examples = `
Examples:
  $ parallax embeddings export embedding-1a2b --out test.npy    and test.labels.npy and test.names.json, where there are any
  $ parallax embeddings export embedding-1a2b embedding-3c4d --out test.npy    two shards, in whichever order
  $ parallax embeddings export embedding-1a2b --out test.parquet    name, label and h in one file; .jsonl too

In Python:
  h, labels = numpy.load("test.npy"), numpy.load("test.labels.npy")`;

export function addEmbeddings(program: Command): void {
  const embeddings = program.command('embeddings').description('export embeddings').addHelpText('afterAll', examples);
  embeddings
    .command('export')
    .description("write h (float32, a row an image, in the dataset's order), labels and the files' names")
    .argument('<ids...>', 'an embedding job, or shards that follow on one another')
    .addOption(
      fileOption('--out <file>', '.npy, with labels and names beside it, .parquet or .jsonl').makeOptionMandatory(),
    )
    .action(action<{ out: string }, [string[]]>(exportEmbeddings));
}

/** A shard, as far as an export is concerned: its images are those from `start` on, up to `end`. */
interface Part {
  id: string;
  embeddings: BlobRef;
  labels: BlobRef | undefined;
  encoder: string;
  start: number;
  end: number;
}

async function exportEmbeddings(session: Session, { out }: { out: string }, ids: string[]): Promise<void> {
  for (const id of ids) {
    if (!checkId(id).startsWith('embedding-')) throw invalidField('ID', id, 'must be an embedding job');
  }
  const client = session.client('JobService');
  const answers = await Promise.all(ids.map((id) => client.getJob({ id }, { signal: session.signal })));
  const jobs = answers.map(({ job }) => job ?? {});
  const parts = inOrder(jobs.map(partOf));
  const json = { jobs: jobs.map((job) => toJson('Job', job)) };
  const files = await filesOf(session, jobs[0] as Job, parts);
  const written = out.endsWith('.npy')
    ? await exportNpy(session, parts, files.names, out)
    : await exportTable(session, parts, files, out);
  session.document(json, written.join(' and '));
}

/** As NumPy's arrays, with the names beside them. */
async function exportNpy(session: Session, parts: Part[], names: string[] | undefined, out: string): Promise<string[]> {
  const [{ start, labels }, { end }] = [parts[0] as Part, parts.at(-1) as Part];
  const rows = parts.map((part) => ({ blob: part.embeddings, first: 0, last: part.end - part.start }));
  const [images = 0, features = 0] = await exportRows(session, rows, 'h', out);
  const written = [`${out} (${formatNumber(images)} × ${formatNumber(features)})`];
  if (labels) {
    const labelsOut = out.replace(/\.npy$/, '.labels.npy');
    await exportRows(session, [{ blob: labels, first: start, last: end }], 'labels', labelsOut);
    written.push(labelsOut);
  }
  if (names) {
    const namesOut = out.replace(/\.npy$/, '.names.json');
    await writeFile(namesOut, `${JSON.stringify(names, null, 1)}\n`);
    written.push(namesOut);
  }
  return written;
}

/** As one file that has all of an image in a row, as `embed --out` writes it. What had no name has its place instead. */
async function exportTable(session: Session, parts: Part[], { names, labels }: Files, out: string): Promise<string[]> {
  const { openVectorFile } = await import('../vector-file.js');
  const file = await openVectorFile(out);
  const downloaded = `${out}.download`;
  let image = 0;
  try {
    for (const { embeddings, start, end } of parts) {
      await download(session, embeddings, downloaded);
      for await (const rows of readRows({ file: downloaded, first: 0, last: end - start }, 'h')) {
        const first = image;
        image += rows.length;
        await file.add(
          rows.map((h, at) => ({ name: names?.[first + at] ?? `#${first + at}`, label: labels?.[first + at], h })),
        );
      }
    }
    return [`${(await file.close()).join(' and ')} (${formatNumber(image)} images)`];
  } catch (thrown) {
    await file.discard();
    throw thrown;
  } finally {
    await rm(downloaded, { force: true });
  }
}

/** What is known of the embedded images beside their features: their files, and the names of their classes. */
interface Files {
  names: string[] | undefined;
  labels: string[] | undefined;
}

/** Of the images of the dataset that an embedding is of, as far as the parts have them. */
async function filesOf(session: Session, { embeddingSpec }: Job, parts: readonly Part[]): Promise<Files> {
  const [{ start, labels: blob }, { end }] = [parts[0] as Part, parts.at(-1) as Part];
  const { dataset = {}, split } = embeddingSpec ?? {};
  const client = session.client('AugmentationService');
  const { dataset: found } = await client.getDataset(dataset, { signal: session.signal });
  const names = await downloadNames(session, found?.splits.find(({ name }) => name === split) as Split);
  const stored = blob && numbersOf((await downloadTensors(session, blob)).labels);
  const labels = stored?.map((label) => found?.classes[label] ?? String(label));
  return { names: names?.slice(start, end), labels: labels?.slice(start, end) };
}

/** Labels of whatever type. */
function numbersOf(labels: Tensor | undefined): number[] {
  return Array.from((labels?.data ?? []) as ArrayLike<number | bigint>, Number);
}

function partOf(job: Job): Part {
  const { id = '' } = job;
  const {
    embeddings,
    labels,
    encoder,
    images = 0,
    start = 0,
  } = job.embeddingResult ?? ({} as Partial<EmbeddingResult>);
  if (!embeddings) {
    throw new ParallaxError('JOB_NOT_ENDED', `${id} has no embeddings: it is ${stateOf(job)}`);
  }
  return { id, embeddings, labels, encoder: encoder?.blob?.sha256 ?? '', start, end: start + images };
}

/** Shards by their place, where there is neither a gap nor an overlap, and all are by one encoder. */
function inOrder(parts: readonly Part[]): Part[] {
  const sorted = [...parts].sort((a, b) => a.start - b.start);
  for (const [index, part] of sorted.entries()) {
    const before = sorted[index - 1];
    if (!before) continue;
    if (part.encoder !== before.encoder || part.labels?.sha256 !== before.labels?.sha256) {
      throw invalidField('ID', part.id, `must be of the same split and by the same encoder as ${before.id}`);
    }
    if (part.start !== before.end) {
      throw invalidField(
        'ID',
        part.id,
        `must begin with image ${before.end}, where ${before.id} ends, not ${part.start}`,
      );
    }
  }
  return sorted;
}

interface BlobRows {
  blob: BlobRef;
  first: number;
  last: number;
}

async function exportRows(session: Session, parts: readonly BlobRows[], name: string, out: string): Promise<number[]> {
  const files = parts.map((_, index) => `${out}.${index}.download`);
  try {
    for (const [index, { blob }] of parts.entries()) await download(session, blob, files[index] as string);
    const rows = parts.map(({ first, last }, index) => ({ file: files[index] as string, first, last }));
    return await tensorsToNpy(rows, name, out);
  } finally {
    await Promise.all(files.map((file) => rm(file, { force: true })));
  }
}
