import sharp from 'sharp';
import { outcomeOf, smallTraining, startExperiment } from './experiment.js';
import type { Message } from './mutate.js';
import type { Testbed } from './testbed.js';

/** What mutations start from: requests that are right, what they may refer to, and files. */
export interface Corpus {
  /** By the name of the method. */
  requests: Record<string, readonly Message[]>;
  /** Ids, hashes and page tokens that are real. */
  known: string[];
  images: Uint8Array[];
  /** An encoder, as safetensors. */
  encoder: Uint8Array;
}

const operations = [
  { randomResizedCrop: { size: 32, scale: { low: 0.2, high: 1 }, ratio: { low: 0.75, high: 1.3 } } },
  { randomHorizontalFlip: { probability: 0.5 } },
  { randomAffine: { degrees: { low: -10, high: 10 }, translateX: 0.1, translateY: 0.1 } },
  { colorJitter: { brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.1, probability: 0.8 } },
  { randomGrayscale: { probability: 0.2 } },
  { cutout: { length: 8 } },
  { gaussianBlur: { kernelSize: 5, sigma: { low: 0.1, high: 2 }, probability: 0.5 } },
];
const normalisation = { mean: [0.5, 0.5, 0.5], standardDeviation: [0.5, 0.5, 0.5] };
const recipe = { name: 'fuzz', operations, normalisation };

/** Runs a small experiment for it, so that what requests refer to is there. */
export async function makeCorpus(bed: Testbed): Promise<Corpus> {
  const { training, train, test, probe } = await startExperiment(bed, 1, 'fuzz');
  const { encoder: sha256 } = await outcomeOf(bed, { training, train, test, probe });
  if (!sha256) throw new Error('the experiment has failed that requests are to refer to');
  const { nextPageToken = '' } = await bed.jobs.listJobs({ pageSize: 1 });
  const blob = (await bed.get(training)).trainingResult?.encoder?.blob;
  const images = await someImages();
  return {
    requests: requestsFor({ training, train, test, probe, sha256, nextPageToken, image: images[0] as Uint8Array }),
    known: [training, train, test, probe, sha256, nextPageToken, `${nextPageToken}x`, nextPageToken.slice(1)],
    images,
    encoder: await bed.store.get({ ...blob, bucket: bed.store.bucket } as Parameters<typeof bed.store.get>[0]),
  };
}

async function someImages(): Promise<Uint8Array[]> {
  const plain = sharp({ create: { width: 32, height: 32, channels: 3, background: '#123456' } });
  const wide = sharp({ create: { width: 300, height: 2, channels: 4, background: '#12345678' } });
  return [
    await plain.clone().png().toBuffer(),
    await plain.clone().jpeg().toBuffer(),
    await wide.png({ palette: true }).toBuffer(),
    await plain.clone().webp().toBuffer(),
    await plain.clone().gif().toBuffer(),
    Buffer.alloc(0),
    Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
    Buffer.alloc(100_000, 0xff),
  ];
}

interface Real {
  training: string;
  train: string;
  test: string;
  probe: string;
  sha256: string;
  nextPageToken: string;
  image: Uint8Array;
}

function requestsFor({ training, train, test, probe, sha256, nextPageToken, image }: Real): Corpus['requests'] {
  const adamw = { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 };
  const optimiser = { adamw, clipNorm: 1, decayBiases: true };
  const lars = { learningRate: 0.1, momentum: 0.9, weightDecay: 1e-6, trustCoefficient: 1e-3 };
  const full = {
    ...smallTraining(1),
    preset: 'simclr',
    dataset: { name: 'cifar10' },
    recipe,
    network: { conv: { channels: [8, 16], globalPooling: 2 }, initialisation: 2, size: 32 },
    objective: { ntXent: { temperature: 0.5 } },
    optimiser,
    schedule: { cosine: { restarts: 1 }, warmup: 0.1 },
    dropLast: true,
    precision: 1,
    diagnostics: { everyEpochs: 1, images: 64, bank: 64, budget: 0.05 },
  };
  const options = { priority: 2, maxAttempts: 3, maxDuration: { seconds: 3600, nanos: 0 } };
  const ofJob = [{ id: training }, { id: 'training-0123456789abcdef' }];
  return {
    Augment: [
      { split: 'train', images: 64, recipe, views: 2, seed: 1, epoch: 1, order: 2, start: 0, end: 4 },
      { split: 'test', recipe: { name: 'simclr-cifar' }, order: 1, start: 0, end: 2 },
    ],
    Preview: [{ recipe, indices: [0, 1], views: 2, seed: 1, epoch: 0, split: 'test', dataset: { name: 'cifar10' } }],
    StartImport: [
      {
        spec: {
          name: 'fuzz',
          s3: { prefix: 'nothing/', bucket: 'parallax' },
          size: 32,
          shard: { index: 1, count: 2 },
          fit: 1,
          labels: 2,
          test: 0.1,
          maxBad: 0.1,
          licence: 'x',
        },
        options,
      },
      { spec: { name: 'fuzz', folder: 'x', replace: true, addTo: { name: 'cifar10' } } },
      { spec: { name: 'fuzz', upload: { id: sha256, parts: 1 } } },
    ],
    ImportDataset: [
      { name: 'cifar10', folder: 'x' },
      { name: 'cifar10', prefix: 'nothing/' },
    ],
    CreateImportUpload: [{ id: sha256, parts: [0, 1] }],
    GetDataset: [{ name: 'cifar10' }, { import: 'import-0123456789abcdef' }],
    // None that is there: what the others refer to is to stay.
    RenameDataset: [{ name: 'nothing', newName: 'fuzz' }],
    DeleteDataset: [{ name: 'nothing' }],
    ListDatasets: [{ pageSize: 1 }],
    StartTraining: [
      { spec: full, experiment: 'fuzz', options },
      { spec: { ...smallTraining(1), startFrom: { sha256 } }, options },
      { spec: { ...smallTraining(1), startFrom: { training } } },
      { spec: { preset: 'notebook', images: 64, batch: 32, epochs: 1 } },
      { spec: { ...smallTraining(1), dataset: { import: 'import-0123456789abcdef' } } },
    ],
    StartEmbedding: [
      {
        spec: {
          encoder: { sha256 },
          dataset: { name: 'cifar10' },
          split: 'test',
          images: 256,
          shard: { index: 0, count: 1 },
        },
      },
      { spec: { encoder: { training }, images: 64 }, options },
    ],
    StartProbe: [
      {
        spec: {
          embeddings: { train, test },
          knn: { k: [5], temperature: 0.1 },
          linear: { epochs: 1, batch: 32, optimiser: { lars } },
        },
      },
      { spec: { embeddings: { trainShards: [train], testShards: [test] }, mlp: { epochs: 1, batch: 32 }, seed: 1 } },
      {
        spec: { views: { dataset: { name: 'cifar10' }, recipe, trainImages: 64, testImages: 64 }, mlp: { epochs: 1 } },
        options,
      },
    ],
    Embed: [
      { encoder: { sha256 }, images: [image] },
      { encoder: { training }, images: [image, image] },
    ],
    Classify: [
      { probe, classifier: 'linear', images: [image], top: 3 },
      { probe, images: [image, image] },
    ],
    ImportEncoder: [
      {
        key: `encoders/${sha256}.safetensors`,
        size: 32,
        fit: 'squeeze',
        network: { resnet18: { stem: 2 } },
        licence: 'x',
        origin: 'y',
      },
      { key: 'uploads/x', normalisation: recipe.normalisation },
    ],
    GetEncoder: [{ encoder: { sha256 } }, { encoder: { training } }],
    ListEncoders: [{ pageSize: 2 }],
    ListJobs: [
      { pageSize: 3, pageToken: nextPageToken, experiment: 'fuzz', kind: 'training', state: 3 },
      { pageSize: 2 },
    ],
    GetJob: ofJob,
    WatchJob: [{ id: training, afterRevision: 1 }, { id: training }],
    // Only of jobs that are not there: what the others refer to is to stay.
    CancelJob: [{ id: 'training-0123456789abcdef' }],
    PauseJob: ofJob,
    ResumeJob: ofJob,
    RetryJob: ofJob,
    DeleteJob: [{ id: 'training-0123456789abcdef' }],
    PruneBlobs: [{ dryRun: true }],
  };
}
