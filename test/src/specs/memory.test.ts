import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { TrainingSpec } from '@parallax/contract';
import { ParallaxError } from '@parallax/errors';
import { type Network, notebook } from '@parallax/networks';
import {
  checkEmbeddingBlob,
  checkMemory,
  checkTrainingMemory,
  embeddingMemory,
  probeMemory,
  resolveEmbedding,
  resolveProbe,
  resolveTraining,
  totalMemory,
  trainingMemory,
} from '@parallax/specs';
import test from 'ava';

const mebibyte = 2 ** 20;
const limit = 4 * 2 ** 30;
const embeddings = {
  train: 'embedding-0123456789abcdef',
  test: 'embedding-fedcba9876543210',
  trainShards: [],
  testShards: [],
};

function neededBy(spec: TrainingSpec, images = 50_000): number {
  return totalMemory(trainingMemory(resolveTraining(spec), images));
}

function refusal(parts: Parameters<typeof checkMemory>[0], most = limit): ParallaxError | undefined {
  try {
    checkMemory(parts, most);
    return undefined;
  } catch (thrown) {
    return thrown as ParallaxError;
  }
}

/** Peaks (VmHWM, MiB) of three steps and a checkpoint in a process of its own, on two cores of an x64, TensorFlow 2.21. */
const measured: [spec: TrainingSpec, peak: number][] = [
  [{ batch: 32, network: { conv: { channels: [8, 16] } }, head: { hidden: 32, output: 16 } }, 402],
  [{ batch: 64 }, 683],
  [{ batch: 512 }, 2111],
  [{ batch: 1024, chunk: 64 }, 833],
  [{ batch: 64, head: { hidden: 8192, output: 4096 } }, 3169],
  [{ batch: 64, network: { conv: { channels: [512] } }, head: { hidden: 64, output: 64 } }, 1781],
  [{ batch: 32, network: { vitTiny: { patch: 'PATCH_4' } } }, 1434],
  [{ batch: 64, network: { vitTiny: { patch: 'PATCH_8' }, size: 64 } }, 2224],
  [{ batch: 64, network: { vitSmall: { patch: 'PATCH_8' }, size: 96 } }, 8691],
  [{ batch: 32, network: { resnet18: {} } }, 1347],
  [{ batch: 256, network: { resnet18: {} } }, 4736],
  [{ batch: 64, network: { resnet18: { stem: 'STEM_IMAGENET' }, size: 96 } }, 1896],
  [{ batch: 8, network: { resnet50: {} } }, 2076],
  [{ batch: 128, network: { resnet50: {} } }, 9839],
  [{ batch: 2, network: { vitBase: { patch: 'PATCH_16' } } }, 4736],
];

for (const [spec, peak] of measured) {
  test(`what is worked out for ${JSON.stringify(spec)} is at least what was measured, and less than half as much more`, (t) => {
    const needed = neededBy({ ...spec, diagnostics: { everyEpochs: 0 } }) / mebibyte;
    t.true(needed >= peak, `${needed} MiB for a peak of ${peak}`);
    t.true(needed <= 1.5 * peak, `${needed} MiB for a peak of ${peak}`);
  });
}

test('so it is for a ResNet whose peak is measured here', async (t) => {
  const spec: TrainingSpec = { batch: 16, network: { resnet18: {} }, diagnostics: { everyEpochs: 0 } };
  const main = fileURLToPath(new URL('./support/peak-process.js', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [main, JSON.stringify(spec)]);
  const [peak, needed] = [Number(stdout) / mebibyte, neededBy(spec) / mebibyte];
  t.true(needed >= peak, `${needed} MiB for a peak of ${peak}`);
  t.true(needed <= 1.5 * peak, `${needed} MiB for a peak of ${peak}`);
});

test('so it is for whole computations, with their views, checkpoints and diagnostics', (t) => {
  const embedding = (images: number) =>
    totalMemory(embeddingMemory(resolveEmbedding({ encoder: { sha256: 'a'.repeat(64) } }), notebook, images));
  const probe = (train: number, test: number, probes: object = {}) =>
    totalMemory(
      probeMemory(resolveProbe({ embeddings, ...probes }), { train, test, size: 32, classes: 10, network: notebook }),
    );
  const all = { knn: {}, linear: {}, mlp: {} };
  // Those of all of CIFAR-10 are from k8s/README.md, less 136 MiB for the worker, which was measured with them.
  const wholes: [needed: number, peak: number][] = [
    [neededBy({ batch: 256 }), 1476],
    [embedding(4000), 803],
    [embedding(50_000), 1160],
    [probe(4000, 500, all), 833],
    [probe(50_000, 10_000), 2141],
  ];
  for (const [needed, peak] of wholes) {
    t.true(needed >= peak * mebibyte, `${needed / mebibyte} MiB for a peak of ${peak}`);
    t.true(needed <= 1.5 * peak * mebibyte, `${needed / mebibyte} MiB for a peak of ${peak}`);
    t.true(needed <= limit);
  }
});

test('presets, and what the README and the demo ask for, fit into the worker of the manifests', (t) => {
  for (const spec of [{}, { preset: 'notebook' }, { batch: 128 }, { batch: 256 }, { diagnostics: { bank: 50_000 } }]) {
    t.true(neededBy(spec) < limit, JSON.stringify(spec));
  }
  t.is(
    refusal(probeMemory(resolveProbe({ views: {} }), { train: 50_000, test: 10_000, size: 32, classes: 10 })),
    undefined,
  );
});

test('in chunks a large batch takes little more than a small one', (t) => {
  const whole = neededBy({ batch: 1024, diagnostics: { everyEpochs: 0 } });
  const chunked = neededBy({ batch: 1024, chunk: 64, diagnostics: { everyEpochs: 0 } });
  t.true(chunked < whole / 2, `${chunked / mebibyte} MiB beside ${whole / mebibyte}`);
  const parts = trainingMemory(resolveTraining({ batch: 8192, chunk: 4096 }), 50_000);
  t.is(refusal(parts)?.metadata.field, 'spec.chunk');
});

const tooMuch: [spec: TrainingSpec, field: string][] = [
  [{ batch: 8192 }, 'spec.batch'],
  [{ head: { hidden: 65_536, output: 65_536 } }, 'spec.head.hidden'],
  [{ head: { hidden: 1024, output: 65_536 }, diagnostics: { everyEpochs: 0 } }, 'spec.head.output'],
  [{ network: { conv: { channels: [4096, 4096, 4096, 4096, 4096] } } }, 'spec.network.conv.channels'],
  [{ network: { conv: { channels: [4096] } }, head: { hidden: 65_536 } }, 'spec.network.conv.channels'],
  [{ head: { output: 65_536 }, diagnostics: { images: 10_000 } }, 'spec.diagnostics.images'],
];

for (const [spec, field] of tooMuch) {
  test(`${JSON.stringify(spec)} is refused for its ${field}, with need and limit`, (t) => {
    const error = refusal(trainingMemory(resolveTraining(spec), 50_000));
    t.is(error?.reason, 'INVALID_FIELD');
    t.is(error?.metadata.field, field);
    t.regex(
      error?.message ?? '',
      /would take .* GiB, of which .* GiB for this, and has 4\.00 GiB \(PARALLAX_WORKER_MEMORY\)/,
    );
  });
}

const fitting: [about: string, spec: TrainingSpec, advice: RegExp][] = [
  [
    'a ResNet at a large batch',
    { batch: 256, network: { resnet18: {} } },
    /; with --chunk 128 \(spec\.chunk\), by which batch norms then go, it fits$/,
  ],
  ['a network without batch norm', { batch: 2048 }, /; with --chunk 512 \(spec\.chunk\), it fits$/],
  [
    'a chunk that is too large',
    { batch: 8192, chunk: 4096, head: { output: 16 }, objective: { vicreg: {} } },
    /; with --chunk 512 \(spec\.chunk\), it fits$/,
  ],
  ['a batch that can’t be divided', { batch: 8191 }, /; with --batch \d+ \(spec\.batch\), it fits$/],
  [
    'a ViT-B',
    { batch: 2, network: { vitBase: {} } },
    /; its weights alone, with all that is held of them while they are trained, take 4\.\d\d GiB$/,
  ],
  [
    'what is measured meanwhile',
    { head: { output: 65_536 }, diagnostics: { images: 10_000 } },
    /\(PARALLAX_WORKER_MEMORY\)$/,
  ],
];

for (const [about, asked, advice] of fitting) {
  test(`${about} that takes too much is refused with what would fit, which then does`, (t) => {
    const check = (spec: TrainingSpec) => checkTrainingMemory(resolveTraining(spec), 50_000, limit);
    const { message = '' } = t.throws(() => check(asked), { instanceOf: ParallaxError }) as ParallaxError;
    t.regex(message, advice);
    const [, field, value] = /with --(\w+) (\d+)/.exec(message) ?? [];
    if (!field) return;
    const { chunk: _, ...whole } = asked;
    t.notThrows(() => check({ ...whole, [field]: Number(value) }));
    if (field === 'batch') t.throws(() => check({ ...whole, batch: Number(value) + 1 }));
  });
}

test('the network of an encoder to start from is not the request’s to change, so the encoder is named', (t) => {
  const sha256 = 'b'.repeat(64);
  const spec = {
    ...resolveTraining({ startFrom: { sha256 } }),
    head: { hidden: 65_536, output: 65_536, batchNorm: false },
  };
  t.deepEqual(refusal(trainingMemory(spec, 50_000))?.metadata, { field: 'spec.start_from.sha256', value: sha256 });
});

test('features that are more than a blob takes are refused by the images, or by the shards that they could be cut into', (t) => {
  const wide: Network = {
    size: 32,
    conv: { channels: [32], globalPooling: 'GLOBAL_POOLING_NONE' },
    head: { hidden: 8, outputs: 8 },
  };
  const spec = { encoder: { sha256: 'a'.repeat(64) } };
  const check = (images: number, shard?: { index: number; count: number }) =>
    t.throws(() => checkEmbeddingBlob(resolveEmbedding({ ...spec, ...(shard && { shard }) }), wide, images), {
      instanceOf: ParallaxError,
    });
  const whole = check(200_000);
  t.is(whole?.metadata.field, 'spec.images');
  t.regex(whole?.message ?? '', /makes 6\.11 GiB of features, and a blob takes 5: cut the embedding into more shards/);
  t.is(check(200_000, { index: 0, count: 2 })?.metadata.field, 'spec.shard.count');
  t.notThrows(() => checkEmbeddingBlob(resolveEmbedding(spec), wide, 100_000));
});

test('an embedding of ever so many images takes no more than one of some', (t) => {
  const needed = (images: number) =>
    totalMemory(embeddingMemory(resolveEmbedding({ encoder: { sha256: 'a'.repeat(64) } }), notebook, images));
  t.true(needed(600_000) - needed(200_000) < 256 * mebibyte);
  t.is(needed(600_000), needed(6_000_000));
  t.true(needed(600_000) < limit);
});

test('a probe of ever so many images takes no more than one of some', (t) => {
  const needed = (train: number, test: number) =>
    totalMemory(
      probeMemory(resolveProbe({ embeddings }), {
        train,
        test,
        size: 96,
        classes: 1000,
        network: notebook,
      }),
    );
  t.true(needed(1_000_000, 100_000) < 8 * 2 ** 30);
  t.true(needed(10_000_000, 100_000) - needed(1_000_000, 100_000) < 2 ** 20);
});

test('a worker that has more may do more', (t) => {
  const parts = trainingMemory(resolveTraining({ batch: 2048 }), 50_000);
  t.is(refusal(parts)?.metadata.field, 'spec.batch');
  t.is(refusal(parts, 16 * 2 ** 30), undefined);
  t.true(refusal(parts) instanceof ParallaxError);
});
