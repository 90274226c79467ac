import type { BlobRef, Tensor } from '@parallax/blobs';
import type { AugmentRequestInput, Dataset, Split } from '@parallax/contract';
import { ParallaxError } from '@parallax/errors';
import type { Labels } from '@parallax/evaluation';
import { objectiveOf } from '@parallax/learning';
import { imageRequests, streamViews, type ViewSource } from '@parallax/reader';
import { datasetLabel, type ResolvedTraining, viewsPerShard } from '@parallax/specs';

/** Images as they are, and their classes. */
export interface Labelled {
  /** uint8 [images, height, width, 3]. */
  pixels: Uint8Array;
  labels: Labels;
}

/** What an encoder is measured on while it is trained. */
export interface Samples {
  /** The first images of the train split, whose labels vote. */
  bank: Labelled;
  /** The first images of the test split. */
  test: Labelled;
  /** Two views of each of those by the training's recipe: uint8 [images, 2, height, width, 3]. */
  pairs: Uint8Array;
  classes: number;
}

/** Whether a dataset has what an encoder can be measured on: a test split, and labels. */
function hasSamples({ splits }: Dataset): boolean {
  return ['train', 'test'].every((name) => splits.find((split) => split.name === name)?.labels);
}

/** Without diagnostics, where the dataset has nothing that an encoder could be measured on. */
export function forDataset(training: ResolvedTraining, dataset: Dataset): ResolvedTraining {
  if (hasSamples(dataset)) return training;
  return { ...training, diagnostics: { ...training.diagnostics, everyEpochs: 0 } };
}

/** @throws NO_LABELS where the objective needs classes, and the dataset has none */
export function checkLabels({ objective: spec, dataset: ref }: ResolvedTraining, { labels }: Split): void {
  const { objective } = objectiveOf(spec);
  if (!objective.labels || labels) return;
  const dataset = datasetLabel(ref);
  const message = `the objective ${objective.name} needs classes, and the dataset ${dataset} has none`;
  throw new ParallaxError('NO_LABELS', message, { metadata: { dataset } });
}

/** Reads as many images as were asked for, or as there are. */
export async function readSamples(source: ViewSource, training: ResolvedTraining, dataset: Dataset): Promise<Samples> {
  const { bank, images } = training.diagnostics;
  const test = splitOf(dataset, 'test');
  return {
    bank: await readLabelled(source, training, dataset, splitOf(dataset, 'train'), bank),
    test: await readLabelled(source, training, dataset, test, images),
    pairs: await read(source, pairRequests(training, Math.min(images, Number(test.count)))),
    classes: dataset.classes.length,
  };
}

function splitOf({ splits }: Dataset, name: string): Split {
  return splits.find((split) => split.name === name) as Split;
}

async function readLabelled(
  source: ViewSource,
  { dataset, network }: ResolvedTraining,
  { height }: Dataset,
  split: Split,
  most: number,
): Promise<Labelled> {
  const images = Math.min(most, Number(split.count));
  const { labels } = await source.store.getTensors(split.labels as BlobRef, { signal: source.signal });
  const selection = { dataset, split: String(split.name) };
  return {
    pixels: await read(source, imageRequests(selection, { from: Number(height), to: network.size }, images)),
    labels: (labels as Tensor<'U8' | 'U16'>).data.subarray(0, images),
  };
}

function* pairRequests(training: ResolvedTraining, images: number): Generator<AugmentRequestInput> {
  const { dataset, recipe, seed, network } = training;
  const piece = Math.max(1, Math.floor(viewsPerShard(network.size) / 2));
  for (let start = 0; start < images; start += piece) {
    const end = Math.min(start + piece, images);
    yield { dataset, split: 'test', recipe, views: 2, seed, epoch: 0, order: 'ORDER_DATASET', start, end };
  }
}

async function read(source: ViewSource, requests: Iterable<AugmentRequestInput>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const { views } of streamViews(source, requests)) parts.push(views);
  return Buffer.concat(parts);
}
