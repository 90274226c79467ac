import { checkStateDict, featureCount } from '@parallax/architecture';
import type { BlobRef } from '@parallax/blobs';
import type { EmbeddingResult, ProbeResultInput } from '@parallax/contract';
import { type Features, pieces } from '@parallax/evaluation';
import type { JobRecord } from '@parallax/jobs';
import { encode, Model, type Normalisation } from '@parallax/models';
import { readEncoder, selectImages } from '@parallax/reader';
import type { ResolvedEmbedding } from '@parallax/specs';
import { type Recipe, recipes } from '@parallax/views';
import type { Attempt } from './attempt.js';
import type { Training } from './chain.js';
import { diagnose } from './diagnose.js';
import { evaluate } from './evaluate.js';
import { type Images, rawFeatures, readImages } from './images.js';
import type { Subject } from './measure.js';
import { randomEncoder } from './random-encoder.js';
import { watchStage } from './watch-stage.js';

type Embedding = JobRecord<ResolvedEmbedding, EmbeddingResult>;

/** Probes h of a trained encoder beside raw pixels and the encoder's architecture with random weights. */
export async function probeEmbeddings(attempt: Attempt): Promise<ProbeResultInput> {
  const { task, source } = attempt;
  const [trainJob, testJob, ...chain] = task.dependencies as unknown as [Embedding, Embedding, ...Training[]];
  const { dataset } = await selectImages(source.augmentation, trainJob.spec, source.signal);
  const [train, test] = [await imagesOf(attempt, trainJob), await imagesOf(attempt, testJob)];
  const state = await readEncoder(trainJob.result?.encoder?.blob as BlobRef, source.store, source.signal);
  const random = randomEncoder(checkStateDict(state).architecture, chain, task.job.spec.seed);
  // Which views an encoder of unknown training has learned from is unknown too: it is shown SimCLR's.
  const recipe = chain[0]?.spec.recipe ?? (recipes['simclr-cifar'] as Recipe);

  const truth = { trainLabels: train.labels, testLabels: test.labels, classes: dataset.classes.length };
  // Features are made as late as possible, so that those of one representation are in memory at a time.
  const probe = async (subject: Subject, make: (of: 'train' | 'test') => Promise<Features>) =>
    evaluate(attempt, truth, subject, { train: await make('train'), test: await make('test') });
  const images = { train, test };
  const jobs = { train: trainJob, test: testJob };
  const evaluations = [
    ...(await probe({ representation: 'REPRESENTATION_RAW_PIXELS', name: 'raw pixels' }, async (split) =>
      rawFeatures(images[split]),
    )),
    ...(await probe({ representation: 'REPRESENTATION_RANDOM_ENCODER', name: 'random encoder' }, (split) =>
      encodeAll(attempt, random.model, images[split], recipe.normalisation),
    )),
    ...(await probe({ representation: 'REPRESENTATION_TRAINED_ENCODER', name: 'trained encoder' }, (split) =>
      embeddingsOf(attempt, jobs[split]),
    )),
  ];
  return {
    evaluations,
    diagnostics: await diagnose(attempt, testJob.spec, test.count, new Model(state), recipe),
    features: 'h',
    trainImages: train.count,
    testImages: test.count,
    randomEncoder: random.origin,
  };
}

function imagesOf({ source }: Attempt, { spec, result }: Embedding): Promise<Images> {
  return readImages(source, spec, result?.images as number, result?.labels as BlobRef);
}

async function embeddingsOf({ source }: Attempt, { result }: Embedding): Promise<Features> {
  const { store, signal, stages } = source;
  const blob = result?.embeddings as BlobRef;
  const { h } = await stages.time(
    'get embeddings',
    () => store.getTensors(blob, { signal }),
    () => blob.size,
  );
  return { data: h?.data as Float32Array, width: h?.shape[1] as number };
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
