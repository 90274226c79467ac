import { rm, writeFile } from 'node:fs/promises';
import type { BlobRef, EmbeddingResult, Split } from '@parallax/contract';
import { invalidField, ParallaxError } from '@parallax/errors';
import type { Command } from 'commander';
import { download, downloadNames } from '../download.js';
import { formatNumber } from '../format.js';
import { checkId, type Job, stateOf } from '../jobs.js';
import { toJson } from '../json.js';
import { tensorsToNpy } from '../npy.js';
import { action, type Session } from '../session.js';

const examples = `
Examples:
  $ parallax embeddings export embedding-1a2b --out test.npy    and test.labels.npy and test.names.json, where there are any
  $ parallax embeddings export embedding-1a2b embedding-3c4d --out test.npy    two shards, in whichever order

In Python:
  h, labels = numpy.load("test.npy"), numpy.load("test.labels.npy")`;

export function addEmbeddings(program: Command): void {
  const embeddings = program.command('embeddings').description('export embeddings').addHelpText('afterAll', examples);
  embeddings
    .command('export')
    .description("write h (float32, a row an image, in the dataset's order) and labels (uint16) for NumPy")
    .argument('<ids...>', 'an embedding job, or shards that follow on one another')
    .requiredOption('--out <file.npy>', 'where to')
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
  if (!out.endsWith('.npy')) throw invalidField('--out', out, 'must end with .npy');
  for (const id of ids) {
    if (!checkId(id).startsWith('embedding-')) throw invalidField('ID', id, 'must be an embedding job');
  }
  const client = session.client('JobService');
  const answers = await Promise.all(ids.map((id) => client.getJob({ id }, { signal: session.signal })));
  const jobs = answers.map(({ job }) => job ?? {});
  const parts = inOrder(jobs.map(partOf));
  const [{ start, labels }, { end }] = [parts[0] as Part, parts.at(-1) as Part];
  const rows = parts.map((part) => ({ blob: part.embeddings, first: 0, last: part.end - part.start }));
  const [images = 0, features = 0] = await exportRows(session, rows, 'h', out);
  const written = [`${out} (${formatNumber(images)} × ${formatNumber(features)})`];
  if (labels) {
    const labelsOut = out.replace(/\.npy$/, '.labels.npy');
    await exportRows(session, [{ blob: labels, first: start, last: end }], 'labels', labelsOut);
    written.push(labelsOut);
  }
  const names = await namesOf(session, jobs[0] as Job, start, end);
  if (names) {
    const namesOut = out.replace(/\.npy$/, '.names.json');
    await writeFile(namesOut, `${JSON.stringify(names, null, 1)}\n`);
    written.push(namesOut);
  }
  const json = { jobs: jobs.map((job) => toJson('Job', job)) };
  session.document(json, written.join(' and '));
}

/** The files of the images [start, end) of the dataset that an embedding is of; undefined where they had none. */
async function namesOf(
  session: Session,
  { embeddingSpec }: Job,
  start: number,
  end: number,
): Promise<string[] | undefined> {
  const { dataset = {}, split } = embeddingSpec ?? {};
  const client = session.client('AugmentationService');
  const { dataset: found } = await client.getDataset(dataset, { signal: session.signal });
  const names = await downloadNames(session, found?.splits.find(({ name }) => name === split) as Split);
  return names?.slice(start, end);
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
