import type { BlobRef, Tensor } from '@parallax/blobs';
import type { EvaluationInput, Job, ProbeSpecInput } from '@parallax/contract';
import { ParallaxError } from '@parallax/errors';
import { confusionOf, type FeatureRows, knn, rowsIn } from '@parallax/evaluation';
import { encode, initialise, Model } from '@parallax/learning';
import { foldStandardisation, notebook } from '@parallax/networks';
import { imageRequests, readViews, selectImages } from '@parallax/reader';
import { startEngine } from '@parallax/tensors';
import test from 'ava';
import { ended, evaluationsOf, type Services, startServices } from '../services/support/services.js';
import { invalid, missing } from '../support/errors.js';

let services: Services;
/** A training that goes on from another, and what it makes of 200 train and 100 test images. */
let root: string;
let training: string;
let pair: { train: string; test: string };

test.before(async (t) => {
  t.timeout(600_000);
  services = await startServices();
  const { trainings } = services;
  const small = { images: 128, batch: 64, epochs: 1, precision: 'PRECISION_FLOAT32' } as const;
  const head = { output: 16 };
  const network = { weightStandardisation: true };
  const first = await trainings.startTraining({ spec: { ...small, network, head, seed: 7 } });
  root = first.job?.id as string;
  const second = await trainings.startTraining({ spec: { ...small, startFrom: { training: root }, seed: 8 } });
  training = second.job?.id as string;
  pair = await embed({ training });
});

test.after.always(() => services?.stop());

async function embed(encoder: { training: string } | { sha256: string }) {
  const start = async (split: string, images: number) =>
    (await services.embeddings.startEmbedding({ spec: { encoder, split, images } })).job?.id as string;
  return { train: await start('train', 200), test: await start('test', 100) };
}

async function run(spec: ProbeSpecInput): Promise<Job> {
  const { job } = await services.probes.startProbe({ spec });
  return ended(services, job?.id as string);
}

const names = (job: Job) =>
  job.probeResult?.evaluations.map(({ representation, probe }) => `${representation} ${probe}`);

test('embeddings are probed beside raw pixels and the weights at the root of the chain of trainings', async (t) => {
  t.timeout(600_000);
  const job = await run({ embeddings: pair, knn: { k: [20] }, linear: { epochs: 2 }, mlp: { epochs: 2 }, seeds: [3] });
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
  const { store, augmentation } = services;
  const { signal } = new AbortController();
  const network = { ...notebook, head: { hidden: 256, outputs: 16 }, weightStandardisation: true };
  const { state } = foldStandardisation(network, initialise(network, 'INITIALISATION_HE', 7));
  const model = new Model(state);
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
  return confusionOf((await knn(task)).predictions, held.labels, 10);
}

test('the same probe finds the same; where the chain is unknown the random encoder is PyTorch’s', async (t) => {
  t.timeout(600_000);
  const { trainingResult } = await ended(services, training);
  const sha256 = trainingResult?.encoder?.blob?.sha256;
  const given = { embeddings: await embed({ sha256: sha256 as string }), knn: { k: [20] }, linear: { epochs: 1 } };
  const spec = { ...given, seeds: [5, 6] };
  const [first, second] = [await run(spec), await run(spec)];
  t.is(first.status?.state, 'JOB_STATE_SUCCEEDED', first.status?.error?.message);
  t.deepEqual(evaluationsOf(second), evaluationsOf(first));
  t.deepEqual(second.probeResult?.diagnostics, first.probeResult?.diagnostics as never);
  t.regex(first.probeResult?.randomEncoder ?? '', /^PyTorch's default initialisation, seed 5 \(the probe's\)/);
  t.true(first.probeResult?.stages.some(({ name }) => name === 'diagnostics: views of simclr-cifar'));
  const { evaluations = [], overSeeds = [] } = first.probeResult ?? {};
  t.deepEqual(
    evaluations.slice(-3).map(({ probe, settings = {} }) => [probe, settings]),
    [
      ['knn', {}],
      ['linear', { seed: 5 }],
      ['linear', { seed: 6 }],
    ],
  );
  t.deepEqual(
    overSeeds.map(({ representation, probe, seeds }) => [representation, probe, seeds]),
    ['RAW_PIXELS', 'RANDOM_ENCODER', 'TRAINED_ENCODER'].map((each) => [`REPRESENTATION_${each}`, 'linear', [5, 6]]),
  );
});

test('predictions, probabilities and linear classifiers are kept, of z as well, and each k is an evaluation', async (t) => {
  t.timeout(600_000);
  const linear = { epochs: 2, learningRates: [1e-3, 1e-2], schedule: { cosine: {} } };
  const job = await run({ embeddings: pair, features: 'z', knn: { k: [1, 20] }, linear, logistic: { iterations: 20 } });
  t.is(job.status?.state, 'JOB_STATE_SUCCEEDED', job.status?.error?.message);
  const { evaluations = [], features, diagnostics } = job.probeResult ?? {};
  t.is(features, 'z');
  t.truthy(diagnostics);
  t.deepEqual(
    evaluations.slice(8).map(({ probe, settings = {} }) => [probe, settings]),
    [
      ['knn', { k: 1 }],
      ['knn', { k: 20 }],
      ['linear', {}],
      ['logistic', {}],
    ],
  );
  const { store } = services;
  for (const { representation, probe, confusion, accuracy, predictions, classifier, chosen } of evaluations) {
    const { labels, truth, probabilities } = await store.getTensors(predictions as BlobRef);
    t.deepEqual(probabilities?.shape, [100, 10]);
    const hits = (labels as Tensor<'I32'>).data.filter((label, image) => label === truth?.data[image]).length;
    t.is(accuracy?.value, hits / 100);
    const counts = Array.from({ length: 10 }, (_, row) => confusion.filter((_, at) => at % 10 === row));
    const found = [...(labels as Tensor<'I32'>).data];
    t.deepEqual(
      counts.map((column) => column.reduce((sum, count) => sum + count, 0)),
      counts.map((_, label) => found.filter((each) => each === label).length),
    );
    t.is(accuracy?.count, 100);
    const isKept = representation === 'REPRESENTATION_TRAINED_ENCODER' && probe !== 'knn';
    t.is(classifier !== undefined && classifier !== null, isKept, `${representation} ${probe}`);
    if (!isKept) continue;
    const { weight, classes } = await store.getTensors(classifier as BlobRef);
    t.deepEqual(weight?.shape, [10, 16]);
    t.is(JSON.parse(Buffer.from((classes as Tensor<'U8'>).data).toString()).length, 10);
    if (probe === 'linear') t.true([1e-3, 1e-2].includes(chosen?.learning_rate as number));
  }
});

test('encoders are fine-tuned, the trained one and the random one, where there is one', async (t) => {
  t.timeout(600_000);
  const job = await run({ embeddings: pair, fineTuning: { epochs: 1, batch: 32 } });
  t.is(job.status?.state, 'JOB_STATE_SUCCEEDED', job.status?.error?.message);
  t.deepEqual(names(job), ['REPRESENTATION_RANDOM_ENCODER fine-tuning', 'REPRESENTATION_TRAINED_ENCODER fine-tuning']);
  const [random, trained] = job.probeResult?.evaluations ?? [];
  t.is(trained?.accuracy?.count, 100);
  t.notDeepEqual(random?.confusion, trained?.confusion);
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
  const { job } = await services.probes.startProbe({ spec: { views: {} } });
  await services.jobs.cancelJob({ id: job?.id });
  const { views, mlp, seeds } = job?.probeSpec ?? {};
  t.deepEqual([views?.dataset?.name, views?.recipe?.name, seeds], ['cifar10', 'notebook', [0]]);
  t.deepEqual([mlp?.epochs, mlp?.batch], [100, 128]);
  t.like(mlp?.optimiser?.adam, { learningRate: 1e-4, weightDecay: 1e-3 });
  const linear = await services.probes.startProbe({ spec: { embeddings: pair, linear: {} } });
  await services.jobs.cancelJob({ id: linear.job?.id });
  const { probeSpec } = linear.job ?? {};
  t.deepEqual([probeSpec?.knn, probeSpec?.linear?.epochs, probeSpec?.linear?.batch], [undefined, 10, 256]);
});

test('a probe that is cancelled under way ends soon', async (t) => {
  t.timeout(600_000);
  const { job } = await services.probes.startProbe({
    spec: { views: { trainImages: 200, testImages: 50 }, mlp: { epochs: 1e6 } },
  });
  let state: string | undefined;
  for await (const { job: latest } of services.jobs.watchJob({ id: job?.id })) {
    if (latest?.status?.progress && state !== 'asked') {
      await services.jobs.cancelJob({ id: job?.id });
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
  [
    'k beyond the bank',
    () => ({ embeddings: pair, knn: { k: [201] } }),
    () => invalid('spec.knn.k[0]', 201),
    /at most 200/,
  ],
  ['k of 0', () => ({ embeddings: pair, knn: { k: [0] } }), () => invalid('spec.knn.k[0]', 0)],
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
  ['features that there are not', () => ({ embeddings: pair, features: 'x' }), () => invalid('spec.features', 'x')],
  ['features of views', () => ({ views: {}, features: 'z' }), () => invalid('spec.features', 'z')],
  [
    'fine-tuning of views',
    () => ({ views: {}, fineTuning: {} }),
    () => invalid('spec.fine_tuning', '{}'),
    /it is for embeddings/,
  ],
  ['kNN of views', () => ({ views: {}, knn: {} }), () => invalid('spec.knn', '{"k":[]}'), /it is for embeddings/],
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
    const error = await t.throwsAsync(services.probes.startProbe({ spec: spec() }), {
      instanceOf: ParallaxError,
      message,
    });
    t.like(error, expected());
  });
}

test('an embedding that isn’t there is not found', async (t) => {
  const id = 'embedding-0123456789abcdef';
  const spec = { embeddings: { train: id, test: pair.test } };
  const error = await t.throwsAsync(services.probes.startProbe({ spec }), { instanceOf: ParallaxError });
  t.like(error, missing('embedding', id));
});
