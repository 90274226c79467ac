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
