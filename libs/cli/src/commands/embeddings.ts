import { rm } from 'node:fs/promises';
import type { BlobRef } from '@parallax/contract';
import { invalidField, ParallaxError } from '@parallax/errors';
import type { Command } from 'commander';
import { download } from '../download.js';
import { formatNumber } from '../format.js';
import { kindOf, stateOf } from '../jobs.js';
import { tensorToNpy } from '../npy.js';
import { action, type Session } from '../session.js';

const examples = `
Examples:
  $ parallax embeddings export embedding-1a2b --out test.npy    and the labels in test.labels.npy

In Python:
  h, labels = numpy.load("test.npy"), numpy.load("test.labels.npy")`;

export function addEmbeddings(program: Command): void {
  const embeddings = program.command('embeddings').description('export embeddings').addHelpText('afterAll', examples);
  embeddings
    .command('export')
    .description("write h (float32, a row an image, in the dataset's order) and labels (uint8) for NumPy")
    .argument('<id>', 'an embedding job')
    .requiredOption('--out <file.npy>', 'where to')
    .action(action<{ out: string }, [string]>(exportEmbedding));
}

async function exportEmbedding(session: Session, { out }: { out: string }, id: string): Promise<void> {
  if (!out.endsWith('.npy')) throw invalidField('--out', out, 'must end with .npy');
  if (kindOf(id) !== 'embedding') throw invalidField('ID', id, 'must be an embedding job');
  const response = await session.client('EmbeddingService').getEmbedding({ id }, { signal: session.signal });
  const { embeddings, labels, images = 0, start = 0 } = response.job?.result ?? {};
  if (!embeddings || !labels) {
    throw new ParallaxError('JOB_NOT_ENDED', `${id} has no embeddings: it is ${stateOf(response.job ?? {})}`);
  }
  const labelsOut = out.replace(/\.npy$/, '.labels.npy');
  const [, features = 0] = await exportTensor(session, embeddings, 'h', [0, images], out);
  await exportTensor(session, labels, 'labels', [start, start + images], labelsOut);
  const text = `${out} (${formatNumber(images)} × ${formatNumber(features)}) and ${labelsOut}`;
  session.answer('GetEmbeddingResponse', response, text);
}

async function exportTensor(session: Session, blob: BlobRef, name: string, rows: [number, number], out: string) {
  const file = `${out}.download`;
  try {
    await download(session, blob, file);
    return await tensorToNpy(file, name, rows, out);
  } finally {
    await rm(file, { force: true });
  }
}
