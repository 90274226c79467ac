import { type BlobRef, BlobStore, type Tensor } from '@parallax/blobs';
import type { EvaluationInput, Job, ProbeSpecInput } from '@parallax/contract';
import { ParallaxError } from '@parallax/errors';
import { type FeatureRows, knn, rowsIn, scores } from '@parallax/evaluation';
import { encode, initialise, Model, notebook } from '@parallax/learning';
import { type Stack, startStack } from '@parallax/local';
import { imageRequests, readViews, selectImages } from '@parallax/reader';
import { type Client, connect } from '@parallax/rpc';
import { Settings } from '@parallax/settings';
import { startEngine } from '@parallax/tensors';
import test from 'ava';
import { ended } from '../services/support/services.js';
import { invalid, missing } from '../support/errors.js';

let stack: Stack;
let settings: Settings;
let augmentation: Client<'AugmentationService'>;
let trainings: Client<'TrainingService'>;
let embeddings: Client<'EmbeddingService'>;
let probes: Client<'ProbeService'>;
let jobs: Client<'JobService'>;
/** A training that goes on from another, and what it makes of 200 train and 100 test images. */
let root: string;
let training: string;
let pair: { train: string; test: string };

test.before(async (t) => {
  t.timeout(600_000);
  stack = await startStack();
  settings = new Settings({ ...process.env, ...stack.env });
  augmentation = connect('AugmentationService', settings);
  trainings = connect('TrainingService', settings);
  embeddings = connect('EmbeddingService', settings);
  probes = connect('ProbeService', settings);
  jobs = connect('JobService', settings);
  await augmentation.importDataset({ name: 'cifar10' }, { timeout: 300_000 });
  const small = { images: 128, batch: 64, epochs: 1 };
  const head = { output: 16 };
  const first = await trainings.startTraining({ spec: { ...small, head, seed: 7 } });
  root = first.job?.id as string;
  const second = await trainings.startTraining({ spec: { ...small, startFrom: { training: root }, seed: 8 } });
  training = second.job?.id as string;
  pair = await embed({ training });
});

test.after.always(async () => {
  for (const client of [augmentation, trainings, embeddings, probes, jobs]) client?.close();
  await stack?.stop();
});

async function embed(encoder: { training: string } | { sha256: string }) {
  const start = async (split: string, images: number) =>
    (await embeddings.startEmbedding({ spec: { encoder, split, images } })).job?.id as string;
  return { train: await start('train', 200), test: await start('test', 100) };
}

async function run(spec: ProbeSpecInput): Promise<Job> {
  const { job } = await probes.startProbe({ spec });
  return ended({ jobs }, job?.id as string);
}

const names = (job: Job) =>
  job.probeResult?.evaluations.map(({ representation, probe }) => `${representation} ${probe}`);

test('embeddings are probed beside raw pixels and the weights at the root of the chain of trainings', async (t) => {
  t.timeout(600_000);
  const job = await run({ embeddings: pair, knn: { k: 20 }, linear: { epochs: 2 }, mlp: { epochs: 2 }, seed: 3 });
  t.is(job.status?.state, 'JOB_STATE_SUCCEEDED', job.status?.error?.message);
  t.deepEqual(job.status?.dependsOn, [pair.train, pair.test, training, root]);
  t.deepEqual(
    names(job),
    ['RAW_PIXELS', 'RANDOM_ENCODER', 'TRAINED_ENCODER'].flatMap((representation) =>
      ['knn', 'linear', 'mlp'].map((probe) => `REPRESENTATION_${representation} ${probe}`),
    ),
  );
  const { probeResult: result } = job;
  for (const { accuracy, perClass, confusion } of result?.evaluations ?? []) {
    t.is(accuracy?.count, 100);
    t.is(perClass.length, 10);
    t.is(
      confusion.reduce((sum, count) => sum + count, 0),
      100,
    );
  }
  t.is(result?.features, 'h');
  t.deepEqual([result?.trainImages, result?.testImages, result?.diagnostics?.images], [200, 100, 100]);
  t.true(Object.values(result?.diagnostics ?? {}).every(Number.isFinite));
  t.is(result?.randomEncoder, `He's initialisation, seed 7: the weights with which ${root} began`);
  const random = result?.evaluations.find(({ representation }) => representation === 'REPRESENTATION_RANDOM_ENCODER');
  t.deepEqual(random?.confusion, await randomConfusion());
});

/** kNN on the encoder that the first training began with, made here. */
async function randomConfusion(): Promise<EvaluationInput['confusion']> {
  startEngine();
  const store = await BlobStore.open(settings);
  const { signal } = new AbortController();
  const model = new Model(initialise({ ...notebook, head: { hidden: 256, outputs: 16 } }, 'INITIALISATION_HE', 7));
  const read = async (split: string, images: number): Promise<{ features: FeatureRows; labels: Uint16Array }> => {
    const selection = { dataset: { name: 'cifar10' }, split };
    const [request] = imageRequests(selection, { from: 32, to: 32 }, images);
    const { views } = await readViews({ augmentation, store, signal }, request as NonNullable<typeof request>);
    const { split: found } = await selectImages(augmentation, selection, signal);
    const { data } = (await store.getTensors(found.labels as BlobRef)).labels as Tensor<'U16'>;
    const features = rowsIn(split, { data: encode(model, views).h, width: 2048 });
    return { features, labels: data.slice(0, images) };
  };
  const [train, held] = [await read('train', 200), await read('test', 100)];
  const task = { train: train.features, trainLabels: train.labels, test: held.features, classes: 10, k: 20 };
  return scores((await knn(task)).predictions, held.labels, 10).confusion;
}

test('the same probe finds the same; where the chain is unknown the random encoder is PyTorch’s', async (t) => {
  t.timeout(600_000);
  const { trainingResult } = await ended({ jobs }, training);
  const sha256 = trainingResult?.encoder?.blob?.sha256;
  const spec = { embeddings: await embed({ sha256: sha256 as string }), knn: { k: 20 }, seed: 5 };
  const [first, second] = [await run(spec), await run(spec)];
  t.is(first.status?.state, 'JOB_STATE_SUCCEEDED', first.status?.error?.message);
  t.deepEqual(second.probeResult?.evaluations, first.probeResult?.evaluations as never);
  t.deepEqual(second.probeResult?.diagnostics, first.probeResult?.diagnostics as never);
  t.regex(first.probeResult?.randomEncoder ?? '', /^PyTorch's default initialisation, seed 5 \(the probe's\)/);
  t.true(first.probeResult?.stages.some(({ name }) => name === 'diagnostics: views of simclr-cifar'));
});

test('views are probed beside raw pixels alone, and the result says so', async (t) => {
  t.timeout(600_000);
  const job = await run({ views: { trainImages: 300, testImages: 50 }, mlp: { epochs: 2 } });
  t.is(job.status?.state, 'JOB_STATE_SUCCEEDED', job.status?.error?.message);
  t.deepEqual(names(job), ['REPRESENTATION_RAW_PIXELS mlp', 'REPRESENTATION_VIEWS mlp']);
  t.is(job.probeSpec?.views?.recipe?.name, 'notebook');
  t.deepEqual(
    job.probeResult?.evaluations.map(({ accuracy }) => accuracy?.count),
    [50, 50],
  );
  t.is(job.probeResult?.features, 'pixels');
  t.is(job.probeResult?.diagnostics, undefined);
  t.regex(job.probeResult?.randomEncoder ?? '', /^none: .*raw pixels are the only baseline/);
});

test('defaults are filled in', async (t) => {
  const { job } = await probes.startProbe({ spec: { views: {} } });
  await jobs.cancelJob({ id: job?.id });
  const { views, mlp, seed } = job?.probeSpec ?? {};
  t.deepEqual([views?.dataset?.name, views?.recipe?.name, seed], ['cifar10', 'notebook', 0]);
  t.deepEqual([mlp?.epochs, mlp?.batch], [100, 128]);
  t.like(mlp?.optimiser?.adam, { learningRate: 1e-4, weightDecay: 1e-3 });
  const linear = await probes.startProbe({ spec: { embeddings: pair, linear: {} } });
  await jobs.cancelJob({ id: linear.job?.id });
  const { probeSpec } = linear.job ?? {};
  t.deepEqual([probeSpec?.knn, probeSpec?.linear?.epochs, probeSpec?.linear?.batch], [undefined, 10, 256]);
});

test('a probe that is cancelled under way ends soon', async (t) => {
  t.timeout(600_000);
  const { job } = await probes.startProbe({
    spec: { views: { trainImages: 200, testImages: 50 }, mlp: { epochs: 1e6 } },
  });
  let state: string | undefined;
  for await (const { job: latest } of jobs.watchJob({ id: job?.id })) {
    if (latest?.status?.progress && state !== 'asked') {
      await jobs.cancelJob({ id: job?.id });
      state = 'asked';
    } else if (latest?.status?.endTime) state = latest.status.state;
  }
  t.is(state, 'JOB_STATE_CANCELLED');
});

const refused: [about: string, spec: () => ProbeSpecInput, expected: () => object, message?: RegExp][] = [
  ['no input', () => ({}), () => invalid('spec.input', ''), /it must be embeddings or views$/],
  [
    'no embedding',
    () => ({ embeddings: { train: root, test: pair.test } }),
    () => invalid('spec.embeddings.train', root),
  ],
  [
    'the wrong split',
    () => ({ embeddings: { train: pair.test, test: pair.test } }),
    () => invalid('spec.embeddings.train', pair.test),
    /must embed the split train, not test/,
  ],
  ['k beyond the bank', () => ({ embeddings: pair, knn: { k: 201 } }), () => invalid('spec.knn.k', 201), /at most 200/],
  ['k of 0', () => ({ embeddings: pair, knn: { k: 0 } }), () => invalid('spec.knn.k', 0)],
  [
    'a temperature of 0',
    () => ({ embeddings: pair, knn: { temperature: 0 } }),
    () => invalid('spec.knn.temperature', 0),
  ],
  [
    'a temperature of NaN',
    () => ({ embeddings: pair, knn: { temperature: Number.NaN } }),
    () => invalid('spec.knn.temperature', Number.NaN),
  ],
  ['a batch of 0', () => ({ embeddings: pair, linear: { batch: 0 } }), () => invalid('spec.linear.batch', 0)],
  [
    'more views than one answer has',
    () => ({ views: {}, mlp: { batch: 20_000 } }),
    () => invalid('spec.mlp.batch', 20_000),
  ],
  ['negative epochs', () => ({ views: {}, mlp: { epochs: -1 } }), () => invalid('spec.mlp.epochs', -1)],
  [
    'a learning rate of 0',
    () => ({ views: {}, mlp: { optimiser: { adam: { learningRate: 0 } } } }),
    () => invalid('spec.mlp.optimiser.adam.learning_rate', 0),
  ],
  ['kNN of views', () => ({ views: {}, knn: {} }), () => invalid('spec.knn', '{}'), /it is for embeddings/],
  [
    'too many images',
    () => ({ views: { testImages: 10_001 } }),
    () => invalid('spec.views.test_images', 10_001),
    /at most 10000/,
  ],
  ['an unknown dataset', () => ({ views: { dataset: { name: 'imagenet' } } }), () => missing('dataset', 'imagenet')],
  ['an unknown recipe', () => ({ views: { recipe: { name: 'x', operations: [] } } }), () => missing('recipe', 'x')],
];

for (const [about, spec, expected, message = /./] of refused) {
  test(`a probe with ${about} is refused by name`, async (t) => {
    const error = await t.throwsAsync(probes.startProbe({ spec: spec() }), { instanceOf: ParallaxError, message });
    t.like(error, expected());
  });
}

test('an embedding that isn’t there is not found', async (t) => {
  const id = 'embedding-0123456789abcdef';
  const spec = { embeddings: { train: id, test: pair.test } };
  const error = await t.throwsAsync(probes.startProbe({ spec }), { instanceOf: ParallaxError });
  t.like(error, missing('embedding', id));
});
