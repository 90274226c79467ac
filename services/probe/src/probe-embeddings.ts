import { type BlobRef, bytesOf, RowStore, streamTensor } from '@parallax/blobs';
import type { EmbeddingResult } from '@parallax/contract';
import { type FeatureRows, featuresIn, MOST_BYTES, PART_BYTES, pieces, probesIn } from '@parallax/evaluation';
import { type JobRecord, waitedForImport } from '@parallax/jobs';
import { encode, Model, type Precision } from '@parallax/learning';
import { featureCount, type Network, type Normalisation, type StateDict } from '@parallax/networks';
import { readEncoder, selectImages } from '@parallax/reader';
import { firstSeed, type ResolvedEmbedding, type ResolvedTraining, type SplitName } from '@parallax/specs';
import { type Recipe, shippedRecipes } from '@parallax/views';
import type { Attempt } from './attempt.js';
import { checkLabelled, checkProbed } from './check.js';
import { diagnose } from './diagnose.js';
import { evaluate, tasksOn } from './evaluate.js';
import { type Images, rawFeaturesOf, readImages } from './images.js';
import type { ClassLabels, Found, Subject } from './measure.js';
import { randomEncoder } from './random-encoder.js';
import { watchStage } from './watch-stage.js';

type Embedding = JobRecord<ResolvedEmbedding, EmbeddingResult>;
type Parts = [Embedding, ...Embedding[]];

/** Probes h, or z, of a trained encoder beside raw pixels and the encoder's network with random weights. */
export async function probeEmbeddings(attempt: Attempt, precision: Precision): Promise<Found> {
  const { task, source } = attempt;
  const embeddings = task.dependencies.filter(({ kind }) => kind === 'embedding') as Embedding[];
  const partsOf = (split: string) => embeddings.filter(({ spec }) => spec.split === split) as Parts;
  const jobs = { train: partsOf('train'), test: partsOf('test') };
  const lineage = task.dependencies.filter(({ kind }) => kind === 'training') as JobRecord<ResolvedTraining>[];
  const { dataset } = await selectImages(source.augmentation, jobs.train[0].spec, source.signal);
  const encoder = jobs.train[0].result?.encoder?.blob as BlobRef;
  const { state, network, preprocessing } = await readEncoder(encoder, source.store, source.signal);
  checkImported(attempt, jobs, network, dataset.classes);
  const { normalisation } = preprocessing;
  const sizes = { from: Number(dataset.height), to: network.size };
  const [train, test] = [await imagesOf(attempt, jobs.train, sizes), await imagesOf(attempt, jobs.test, sizes)];
  const random = randomEncoder(network, lineage, firstSeed(task.job.spec), precision);
  // Which views an encoder of unknown training has learned from is unknown too: it is shown SimCLR's.
  const recipe = lineage[0]?.spec.recipe ?? (shippedRecipes(network.size)['simclr-cifar'] as Recipe);

  const labels = { trainLabels: train.labels, testLabels: test.labels, classes: dataset.classes };
  const images = { train, test };
  const { features = 'h' } = task.job.spec;
  const subject = { ...trainedFeatures, encoder: { encoder: encoder.sha256, features } };
  const tune = (of: Subject, begin: () => StateDict) => {
    const open = () => new Model(begin(), { precision, network });
    const { trainLabels, classes } = labels;
    const task = { train: train.pixels, trainLabels, test: test.pixels, open, normalisation };
    const all = { ...task, width: featureCount(network), classes: classes.length };
    return evaluate(attempt, labels, of, { images: (seed) => ({ ...all, seed }) });
  };
  const trained = { model: new Model(state, { precision, network }), normalisation };
  try {
    const evaluations = [
      ...(await evaluate(attempt, labels, rawPixels, tasksOn(await rawFeaturesOf(images), labels))),
      ...(await probe(attempt, labels, randomFeatures, (split) =>
        encodeAll(attempt, random.model, images[split], { normalisation, features, mostBytes: inMemory[split] }),
      )),
      ...(await tune(randomFeatures, () => random.model.stateDict())),
      ...(await probe(attempt, labels, subject, (split) =>
        embeddingsOf(attempt, jobs[split], features, inMemory[split]),
      )),
      ...(await tune(subject, () => state)),
    ];
    // They are of projections.
    const isProjected = network.head !== undefined;
    return {
      evaluations,
      ...(isProjected && { diagnostics: await diagnose(attempt, jobs.test[0].spec, test.count, trained, recipe) }),
      features,
      trainImages: train.count,
      testImages: test.count,
      randomEncoder: random.origin,
    };
  } finally {
    await Promise.all([train.pixels.close(), test.pixels.close()]);
  }
}

/** What an import has brought was not there yet when the probe was started. @throws NO_LABELS, INVALID_FIELD */
function checkImported(
  { task }: Attempt,
  { train, test }: Record<SplitName, Parts>,
  network: Network,
  classes: readonly string[],
): void {
  if (!waitedForImport(train[0])) return;
  const { dataset } = train[0].spec;
  for (const [{ result }] of [train, test]) checkLabelled(result ?? {}, dataset);
  const images = { train: countOf(train), test: countOf(test) };
  checkProbed(task.job.spec, { ...images, size: network.size, classes: classes.length, network });
}

const rawPixels: Subject = { representation: 'REPRESENTATION_RAW_PIXELS', name: 'raw pixels' };
const randomFeatures: Subject = { representation: 'REPRESENTATION_RANDOM_ENCODER', name: 'random encoder' };
const trainedFeatures: Subject = { representation: 'REPRESENTATION_TRAINED_ENCODER', name: 'trained encoder' };

/** Bytes of the features of a split that stay in memory. */
const inMemory = { train: MOST_BYTES, test: PART_BYTES };

/** Features, and the store in which they lie. */
interface Kept {
  store: RowStore;
  width: number;
}

/** Features are made as late as possible and given up at once, so that there are those of one representation at a time. */
async function probe(
  attempt: Attempt,
  labels: ClassLabels,
  subject: Subject,
  make: (split: SplitName) => Promise<Kept>,
) {
  // Who changes the encoder makes its own.
  if (probesIn(attempt.task.job.spec).every(({ probe: { needs } }) => needs === 'images')) return [];
  const kept: Kept[] = [];
  try {
    const take = async (split: SplitName): Promise<FeatureRows> => {
      const made = await make(split);
      kept.push(made);
      return featuresIn(made.store, made.width);
    };
    const rows = { train: await take('train'), test: await take('test') };
    return await evaluate(attempt, labels, subject, tasksOn(rows, labels));
  } finally {
    await Promise.all(kept.map(({ store }) => store.close()));
  }
}

function imagesOf({ source }: Attempt, parts: Parts, sizes: { from: number; to: number }): Promise<Images> {
  return readImages(source, parts[0].spec, sizes, countOf(parts), parts[0].result?.labels as BlobRef);
}

function countOf(parts: Parts): number {
  return parts.reduce((sum, { result }) => sum + Number(result?.images), 0);
}

/** The shards' rows one below the other; they stand in their order. */
async function embeddingsOf({ source }: Attempt, parts: Parts, features: 'h' | 'z', mostBytes: number): Promise<Kept> {
  const { store: blobs, signal, stages } = source;
  const encoder = parts[0].result?.encoder;
  const width = (features === 'h' ? encoder?.features : encoder?.projections) as number;
  const store = await RowStore.open({ count: countOf(parts), bytes: 4 * width }, mostBytes);
  for (const { result } of parts) {
    const blob = result?.embeddings as BlobRef;
    const read = async () => {
      for await (const rows of streamTensor(blobs, blob, features, { signal })) await store.add(rows);
    };
    await stages.time('get embeddings', read, () => blob.size);
  }
  return { store, width };
}

async function encodeAll(
  { task, source }: Attempt,
  model: Model,
  { pixels, count }: Images,
  { normalisation, features, mostBytes }: { normalisation: Normalisation; features: 'h' | 'z'; mostBytes: number },
): Promise<Kept> {
  const width = features === 'h' ? featureCount(model.network) : (model.network.head?.outputs ?? 0);
  const store = await RowStore.open({ count, bytes: 4 * width }, mostBytes);
  for await (const [start, end] of pieces(count, 1024, 'images', watchStage(task, 'encode: random encoder'))) {
    const part = await pixels.read(start, end);
    const encoded = await source.stages.time('encode', async () => encode(model, part, normalisation));
    await store.add(bytesOf(encoded[features]));
  }
  return { store, width };
}
