import { featureCount } from '@parallax/architecture';
import type { BlobRef } from '@parallax/blobs';
import type { EmbeddingResult, ProbeResultInput } from '@parallax/contract';
import { type Features, pieces } from '@parallax/evaluation';
import type { JobRecord } from '@parallax/jobs';
import { encode, Model, type Normalisation } from '@parallax/models';
import { readEncoder, selectImages } from '@parallax/reader';
import type { ResolvedEmbedding, ResolvedTraining } from '@parallax/specs';
import { type Recipe, shippedRecipes } from '@parallax/views';
import type { Attempt } from './attempt.js';
import { diagnose } from './diagnose.js';
import { evaluate } from './evaluate.js';
import { type Images, rawFeatures, readImages } from './images.js';
import type { Subject } from './measure.js';
import { randomEncoder } from './random-encoder.js';
import { watchStage } from './watch-stage.js';

type Embedding = JobRecord<ResolvedEmbedding, EmbeddingResult>;
type Parts = [Embedding, ...Embedding[]];

/** Probes h of a trained encoder beside raw pixels and the encoder's architecture with random weights. */
export async function probeEmbeddings(attempt: Attempt): Promise<ProbeResultInput> {
  const { task, source } = attempt;
  const embeddings = task.dependencies.filter(({ kind }) => kind === 'embedding') as Embedding[];
  const partsOf = (split: string) => embeddings.filter(({ spec }) => spec.split === split) as Parts;
  const jobs = { train: partsOf('train'), test: partsOf('test') };
  const lineage = task.dependencies.filter(({ kind }) => kind === 'training') as JobRecord<ResolvedTraining>[];
  const { dataset } = await selectImages(source.augmentation, jobs.train[0].spec, source.signal);
  const encoder = jobs.train[0].result?.encoder?.blob as BlobRef;
  const { state, architecture, preprocessing } = await readEncoder(encoder, source.store, source.signal);
  const { normalisation } = preprocessing;
  const sizes = { from: Number(dataset.height), to: architecture.size };
  const [train, test] = [await imagesOf(attempt, jobs.train, sizes), await imagesOf(attempt, jobs.test, sizes)];
  const random = randomEncoder(architecture, lineage, task.job.spec.seed);
  // Which views an encoder of unknown training has learned from is unknown too: it is shown SimCLR's.
  const recipe = lineage[0]?.spec.recipe ?? (shippedRecipes(architecture.size)['simclr-cifar'] as Recipe);

  const labels = { trainLabels: train.labels, testLabels: test.labels, classes: dataset.classes.length };
  // Features are made as late as possible, so that those of one representation are in memory at a time.
  const probe = async (subject: Subject, make: (of: 'train' | 'test') => Promise<Features>) =>
    evaluate(attempt, labels, subject, { train: await make('train'), test: await make('test') });
  const images = { train, test };
  const trained = { model: new Model(state, { architecture }), normalisation };
  const evaluations = [
    ...(await probe({ representation: 'REPRESENTATION_RAW_PIXELS', name: 'raw pixels' }, async (split) =>
      rawFeatures(images[split]),
    )),
    ...(await probe({ representation: 'REPRESENTATION_RANDOM_ENCODER', name: 'random encoder' }, (split) =>
      encodeAll(attempt, random.model, images[split], normalisation),
    )),
    ...(await probe({ representation: 'REPRESENTATION_TRAINED_ENCODER', name: 'trained encoder' }, (split) =>
      embeddingsOf(attempt, jobs[split]),
    )),
  ];
  return {
    evaluations,
    // They are of projections.
    ...(architecture.head && { diagnostics: await diagnose(attempt, jobs.test[0].spec, test.count, trained, recipe) }),
    features: 'h',
    trainImages: train.count,
    testImages: test.count,
    randomEncoder: random.origin,
  };
}

function imagesOf({ source }: Attempt, parts: Parts, sizes: { from: number; to: number }): Promise<Images> {
  return readImages(source, parts[0].spec, sizes, countOf(parts), parts[0].result?.labels as BlobRef);
}

function countOf(parts: Parts): number {
  return parts.reduce((sum, { result }) => sum + Number(result?.images), 0);
}

/** The shards' rows one below the other; they stand in their order. */
async function embeddingsOf({ source }: Attempt, parts: Parts): Promise<Features> {
  const { store, signal, stages } = source;
  const width = parts[0].result?.encoder?.features as number;
  const data = new Float32Array(countOf(parts) * width);
  let filled = 0;
  for (const { result } of parts) {
    const blob = result?.embeddings as BlobRef;
    const { h } = await stages.time(
      'get embeddings',
      () => store.getTensors(blob, { signal }),
      () => blob.size,
    );
    data.set(h?.data as Float32Array, filled);
    filled += h?.data.length as number;
  }
  return { data, width };
}

async function encodeAll(
  { task, source }: Attempt,
  model: Model,
  { pixels, count }: Images,
  normalisation: Normalisation,
): Promise<Features> {
  const [bytes, width] = [pixels.length / count, featureCount(model.architecture)];
  const data = new Float32Array(count * width);
  for await (const [start, end] of pieces(count, 1024, 'images', watchStage(task, 'encode: random encoder'))) {
    const part = pixels.subarray(start * bytes, end * bytes);
    const { h } = await source.stages.time('encode', async () => encode(model, part, normalisation));
    data.set(h, start * width);
  }
  return { data, width };
}
