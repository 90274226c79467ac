import { makeReport, probeTable } from '@parallax/cli';
import type { Dataset, Evaluation, ProbeResult } from '@parallax/contract';
import test from 'ava';

const accuracy = (representation: Evaluation['representation'], probe: string, value: number): Evaluation => ({
  representation,
  probe,
  accuracy: { value, low: value - 0.01, high: value + 0.01, count: 10000 },
  perClass: [],
  confusion: [],
});

const result: ProbeResult = {
  overSeeds: [],
  evaluations: [
    accuracy('REPRESENTATION_RAW_PIXELS', 'knn', 0.34),
    accuracy('REPRESENTATION_RAW_PIXELS', 'linear', 0.4),
    accuracy('REPRESENTATION_RANDOM_ENCODER', 'knn', 0.43),
    accuracy('REPRESENTATION_RANDOM_ENCODER', 'linear', 0.58),
    accuracy('REPRESENTATION_TRAINED_ENCODER', 'knn', 0.51),
    accuracy('REPRESENTATION_TRAINED_ENCODER', 'linear', 0.61),
  ],
  diagnostics: { alignment: 0.4, uniformity: -2.5, featureStd: 0.08, rankMe: 61, contrastiveTop1: 0.7, images: 10000 },
  features: 'h',
  trainImages: 50000,
  testImages: 10000,
  randomEncoder: 'at the root',
  stages: [{ name: 'kNN', seconds: 20, count: 3 }],
};

const dataset: Dataset = {
  name: 'cifar10',
  sha256: 'd5',
  classes: [],
  splits: [
    { name: 'train', count: 50000, shards: [] },
    { name: 'test', count: 10000, shards: [] },
  ],
};

const jobs = {
  training: {
    id: 'training-1',
    status: {
      dependsOn: [],
      waitsFor: [],
      deviceClass: 'tensorflow 2.21.0, avx512_core, 2 threads',
      precision: 'PRECISION_FLOAT32' as const,
    },
    trainingSpec: {
      preset: 'simclr',
      epochs: 2,
      network: { initialisation: 'INITIALISATION_HE' as const },
    },
    trainingResult: {
      encoder: { blob: { key: 'encoders/e.safetensors', sha256: 'e', tensors: [] }, parameters: 1550976, channels: [] },
      views: 199680,
      seconds: 400,
      viewsPerSecond: 499.2,
      losses: [4.6, 4.2],
      diagnostics: [],
      kept: [],
      verdict: 'the loss came from 4.8000 to 4.2000',
      stages: [{ name: 'step', seconds: 390, count: 780 }],
    },
  },
  trainEmbedding: { embeddingResult: { stages: [{ name: 'encode', seconds: 60, count: 50, bytes: 7 }] } },
  testEmbedding: { embeddingResult: { stages: [] } },
  probe: {
    probeSpec: {
      seeds: [0],
      knn: { k: [200], temperature: 0.1 },
      linear: { epochs: 10, batch: 256, optimiser: { adam: { learningRate: 1e-3 } }, learningRates: [] },
    },
    probeResult: result,
  },
};

test('a report says what was trained, on what, how fast, how well, and by which protocol', (t) => {
  const before = [{ name: 'set-up', seconds: 1, count: 1, bytes: 0 }];
  t.deepEqual(makeReport(jobs, dataset, 'c0ffee', before), {
    schema: 1,
    preset: 'simclr',
    dataset: { name: 'cifar10', train: 50000, test: 10000, sha256: 'd5' },
    seed: 0,
    device: { kind: 'cpu', class: 'tensorflow 2.21.0, avx512_core, 2 threads', precision: 'float32' },
    commit: 'c0ffee',
    encoder: { key: 'encoders/e.safetensors', sha256: 'e', parameters: 1550976, initialisation: 'he' },
    training: {
      epochs: 2,
      views: 199680,
      seconds: 400,
      viewsPerSecond: 499.2,
      firstLoss: 4.6,
      lastLoss: 4.2,
      verdict: 'the loss came from 4.8000 to 4.2000',
    },
    verdicts: [
      'above its random encoder by kNN (51.00 % beside 43.00 %)',
      'above its random encoder by linear (61.00 % beside 58.00 %)',
    ],
    probes: {
      rawPixels: { linear: 0.4, knn: 0.34 },
      randomEncoder: { linear: 0.58, knn: 0.43 },
      trainedEncoder: { linear: 0.61, knn: 0.51 },
    },
    protocol: {
      features: 'h',
      knn: { k: 200, temperature: 0.1, metric: 'cosine' },
      linear: {
        features: 'standardised',
        epochs: 10,
        batch: 256,
        optimiser: { adam: { learningRate: 0.001 } },
      },
      trainImages: 50000,
      testImages: 10000,
      randomEncoder: 'at the root',
    },
    diagnostics: { alignment: 0.4, uniformity: -2.5, featureStd: 0.08, rankMe: 61, contrastiveTop1: 0.7 },
    stages: [
      { name: 'set-up', seconds: 1, count: 1, bytes: 0 },
      { name: 'training: step', seconds: 390, count: 780, bytes: 0 },
      { name: 'train embedding: encode', seconds: 60, count: 50, bytes: 7 },
      { name: 'probe: kNN', seconds: 20, count: 3, bytes: 0 },
    ],
  });
});

test('what was not measured is null in a report, not 0', (t) => {
  const evaluations = result.evaluations.filter(({ probe }) => probe === 'knn');
  const report = makeReport(
    { ...jobs, probe: { ...jobs.probe, probeResult: { ...result, evaluations } } },
    dataset,
    '',
  );
  t.deepEqual(report.probes.trainedEncoder, { linear: null, knn: 0.51 });
});

test('a training that ended early is reported with the epochs that it has done', (t) => {
  const { training } = jobs;
  const stopped = { ...training, trainingResult: { ...training.trainingResult, epochs: 1 } };
  t.is(makeReport({ ...jobs, training: stopped }, dataset, '').training.epochs, 1);
});

test('a report has each answer of each probe by its name, and how each was run', (t) => {
  const of = (probe: string, value: number, settings?: Record<string, number>): Evaluation => ({
    ...accuracy('REPRESENTATION_TRAINED_ENCODER', probe, value),
    ...(settings && { settings }),
  });
  const evaluations = [
    of('knn', 0.5, { k: 20 }),
    of('knn', 0.6, { k: 200 }),
    of('few-labels', 0.3, { share: 0.01 }),
    of('few-labels', 0.4, { share: 0.1 }),
    of('fine-tuning', 0.7),
  ];
  const probe = {
    probeSpec: {
      seeds: [],
      knn: { k: [20, 200], temperature: 0.1 },
      fewLabels: { shares: [0.01, 0.1], c: 1 },
      fineTuning: { epochs: 3 },
    },
    probeResult: { ...result, evaluations },
  };
  const { probes, protocol } = makeReport({ ...jobs, probe }, dataset, '');
  t.deepEqual(probes.trainedEncoder, {
    linear: null,
    knn: 0.5,
    'knn k=20': 0.5,
    'knn k=200': 0.6,
    'few-labels share=0.01': 0.3,
    'few-labels share=0.1': 0.4,
    'fine-tuning': 0.7,
  });
  t.deepEqual(protocol, {
    features: 'h',
    knn: { k: 20, temperature: 0.1, metric: 'cosine' },
    'few-labels': { shares: [0.01, 0.1], c: 1, features: 'standardised' },
    'fine-tuning': { epochs: 3 },
    trainImages: 50000,
    testImages: 10000,
    randomEncoder: 'at the root',
  });
});

test('of several seeds the report has each and the mean, and the table the mean with its interval', (t) => {
  const mean = { value: 0.625, low: 0.615, high: 0.635, deviation: 0.007 };
  const representation = 'REPRESENTATION_TRAINED_ENCODER';
  const evaluations = [
    ...result.evaluations.filter((each) => each.representation !== representation),
    accuracy(representation, 'knn', 0.51),
    { ...accuracy(representation, 'linear', 0.62), settings: { seed: 0 } },
    { ...accuracy(representation, 'linear', 0.63), settings: { seed: 1 } },
  ];
  const overSeeds = [{ representation, probe: 'linear', seeds: [0, 1], accuracy: mean } as const].map((each) => ({
    ...each,
    seeds: [...each.seeds],
  }));
  const probe = { ...jobs.probe, probeResult: { ...result, evaluations, overSeeds } };
  const { probes, verdicts } = makeReport({ ...jobs, probe }, dataset, '');
  t.deepEqual(probes.trainedEncoder, { linear: 0.625, knn: 0.51, 'linear seed=0': 0.62, 'linear seed=1': 0.63 });
  t.true(verdicts.includes('above its random encoder by linear (62.50 % beside 58.00 %)'), verdicts.join('; '));
  const lines = probeTable(probe.probeResult).split('\n');
  t.regex(lines[3] as string, /^trained encoder +51\.00 % \(50\.00–52\.00\) +62\.50 % ±1\.00$/);
  t.is(lines[4], '± is over seeds 0, 1: what the draw does, not the test images');
});

test('the table puts the baselines beside what was trained, with intervals', (t) => {
  const lines = probeTable(result).split('\n');
  t.regex(lines[0] as string, /^accuracy +kNN +linear$/);
  t.regex(lines[1] as string, /^raw pixels +34\.00 % \(33\.00–35\.00\) +40\.00 % \(39\.00–41\.00\)$/);
  t.regex(lines[3] as string, /^trained encoder +51\.00 %/);
  t.is(lines[4], 'on h: 10,000 test images, 50,000 training images; 95 % intervals');
  t.regex(
    lines[5] as string,
    /alignment 0\.4 · uniformity -2\.5 · feature std 0\.08 · RankMe 61 · contrastive top-1 70\.00 %/,
  );
});

test('where balanced accuracy says something else than accuracy, the table has it too', (t) => {
  const evaluations = result.evaluations.map((each) => ({ ...each, balancedAccuracy: 0.25, macroF1: 0.2 }));
  const lines = probeTable({ ...result, evaluations }).split('\n');
  t.regex(lines[4] as string, /^balanced accuracy, macro F1 +kNN +linear$/);
  t.regex(lines[7] as string, /^trained encoder +25\.00 %, 0\.2000 +25\.00 %, 0\.2000$/);
});
