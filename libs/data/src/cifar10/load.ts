import { createHash } from 'node:crypto';
import { invalidField, type ParallaxError } from '@parallax/errors';
import type { Dataset, LabelledImages, SplitName } from '../dataset.js';
import type { Source } from '../source.js';
import { readBinaryBatch } from './binary.js';
import { readPythonBatch } from './python.js';
import { type Batch, imageBytes, release } from './release.js';

/**
 * CIFAR-10 from wherever it lies, verified against the release's SHA-256s. The source holds one of: the decoded arrays
 * (`train-images.u8` and `train-labels.u8`, `test-…`), the binary version (`data_batch_1.bin` to `5`, `test_batch.bin`),
 * the Python version (the same names without `.bin`).
 *
 * @throws INVALID_FIELD that names the source where it holds none of them, or something else under their names
 */
export async function loadCifar10(source: Source, signal?: AbortSignal): Promise<Dataset> {
  const { height, width, classes } = release;
  const train = await loadSplit(source, 'train', signal);
  const test = await loadSplit(source, 'test', signal);
  return { height, width, classes, splits: { train, test } };
}

async function loadSplit(source: Source, split: SplitName, signal?: AbortSignal): Promise<LabelledImages> {
  const loaded =
    (await loadArrays(source, split, signal)) ??
    (await loadBatches(source, split, '.bin', readBinaryBatch, signal)) ??
    (await loadBatches(source, split, '', readPythonBatch, signal));
  if (!loaded) {
    const [first] = release.splits[split].batches;
    throw refused(source, `must hold CIFAR-10: ${split}-images.u8, ${first}.bin or ${first}, and those beside it`);
  }
  for (const part of ['images', 'labels'] as const) {
    const found = createHash('sha256').update(loaded[part]).digest('hex');
    const expected = release.splits[split].sha256[part];
    if (found !== expected) {
      throw refused(
        source,
        `must hold CIFAR-10 as it was released: its ${split} ${part} have SHA-256 ${found}, not ${expected}`,
      );
    }
  }
  return { ...loaded, labels: Uint16Array.from(loaded.labels) };
}

async function loadArrays(source: Source, split: SplitName, signal?: AbortSignal): Promise<Batch | undefined> {
  const images = await source.read(`${split}-images.u8`, signal);
  const labels = images && (await source.read(`${split}-labels.u8`, signal));
  return labels && { count: images.length / imageBytes, images, labels };
}

async function loadBatches(
  source: Source,
  split: SplitName,
  suffix: string,
  readBatch: (bytes: Uint8Array) => Batch,
  signal?: AbortSignal,
): Promise<Batch | undefined> {
  const parts: Batch[] = [];
  for (const batch of release.splits[split].batches) {
    const bytes = await source.read(batch + suffix, signal);
    if (!bytes) return undefined;
    parts.push(decoded(source, batch + suffix, () => readBatch(bytes)));
  }
  return {
    count: parts.reduce((sum, part) => sum + part.count, 0),
    images: Buffer.concat(parts.map((part) => part.images)),
    labels: Buffer.concat(parts.map((part) => part.labels)),
  };
}

function decoded<T>(source: Source, file: string, decode: () => T): T {
  try {
    return decode();
  } catch (cause) {
    throw refused(source, `must hold CIFAR-10, but ${file} is no batch of it: ${(cause as Error).message}`, cause);
  }
}

function refused({ field, value }: Source, must: string, cause?: unknown): ParallaxError {
  return invalidField(field, value, must, cause);
}
