import { isDeepStrictEqual } from 'node:util';
import type { BlobRef, Tensor } from '@parallax/blobs';
import type { Job, TrainingSpec } from '@parallax/contract';
import { initialise } from '@parallax/learning';
import { startEngine } from '@parallax/tensors';
import test from 'ava';
import sharp from 'sharp';
import { ended, type Services, startServices } from './support/services.js';

let services: Services;

test.before(async (t) => {
  t.timeout(600_000);
  startEngine();
  services = await startServices();
});

test.after.always(() => services?.stop());

const head = { hidden: 16, output: 8 };
const spec: TrainingSpec = { images: 64, batch: 16, epochs: 1, network: { resnet18: { stem: 'STEM_IMAGENET' } }, head };

async function train(asked: TrainingSpec): Promise<Job> {
  const { job } = await services.trainings.startTraining({ spec: asked });
  const last = await ended(services, job?.id as string);
  if (last.status?.state !== 'JOB_STATE_SUCCEEDED') throw new Error(last.status?.error?.message);
  return last;
}

/** h of the first test images. */
async function embed(encoder: { training: string } | { sha256: string }): Promise<Float32Array> {
  const asked = { encoder, images: 32, precision: 'PRECISION_FLOAT32' } as const;
  const { job } = await services.embeddings.startEmbedding({ spec: asked });
  const { embeddingResult, status } = await ended(services, job?.id as string);
  if (!embeddingResult) throw new Error(status?.error?.message);
  const { h } = (await services.store.getTensors(embeddingResult.embeddings as BlobRef)) as { h: Tensor<'F32'> };
  return h.data;
}

test.serial(
  'a ResNet is trained, embeds and is probed; what is exported is imported under its own name, and gone on from',
  async (t) => {
    t.timeout(600_000);
    const trained = await train(spec);
    t.like(trained.trainingSpec?.network, {
      resnet18: { stem: 'STEM_IMAGENET' },
      initialisation: 'INITIALISATION_PYTORCH',
    });
    const { encoder } = trained.trainingResult ?? {};
    t.like(encoder, { parameters: 11_176_512, features: 512, projections: 8, size: 32 });
    t.like(encoder?.network, { resnet18: { stem: 'STEM_IMAGENET' } });

    const h = await embed({ training: trained.id as string });
    t.is(h.length, 32 * 512);
    t.true(h.every(Number.isFinite));

    // Its file, without metadata, and as torchvision would have it: with what batch norms count, and a classifier.
    const state = await services.store.getTensors(encoder?.blob as BlobRef);
    const counted: Tensor = { dtype: 'I64', shape: [], data: BigInt64Array.of(4n) };
    const classifier: Tensor = { dtype: 'F32', shape: [2, 512], data: new Float32Array(1024) };
    const { key } = await services.store.putTensors('uploads/resnet', {
      ...Object.fromEntries(Object.entries(state).map(([name, tensor]) => [`module.${name}`, tensor])),
      'module.bn1.num_batches_tracked': counted,
      'module.fc.weight': classifier,
    });
    const { encoder: imported, notes } = await services.embeddings.importEncoder({
      key,
      size: 32,
      network: { resnet18: { stem: 'STEM_IMAGENET' } },
      normalisation: encoder?.normalisation,
    });
    t.is(imported?.tensorsSha256, encoder?.tensorsSha256);
    t.deepEqual(notes, [
      'the prefix module. of all names: taken off',
      'bn1.num_batches_tracked, fc.weight: no part of the encoder, left out',
    ]);
    t.deepEqual(await embed({ sha256: imported?.blob?.sha256 as string }), h);

    const { network, head: _, ...procedure } = spec;
    const further = await train({ ...procedure, startFrom: { sha256: imported?.blob?.sha256 as string } });
    t.like(further.trainingResult?.encoder?.network, { resnet18: { stem: 'STEM_IMAGENET' } });
  },
);

test.serial(
  'a vision transformer is trained; as timm saves one, with a classifier and for larger images, it is imported and gone on from',
  async (t) => {
    t.timeout(600_000);
    const network = { vitTiny: { patch: 'PATCH_16' } } as const;
    const trained = await train({ ...spec, images: 32, network });
    const { encoder } = trained.trainingResult ?? {};
    t.like(encoder, { network, parameters: 5_487_552, features: 192, projections: 8, size: 32 });

    const state = await services.store.getTensors(encoder?.blob as BlobRef);
    const larger: Tensor = { dtype: 'F32', shape: [1, 10, 192], data: new Float32Array(1920).fill(0.1) };
    const classifier: Tensor = { dtype: 'F32', shape: [2, 192], data: new Float32Array(384) };
    const { key } = await services.store.putTensors('uploads/vit', {
      ...state,
      pos_embed: larger,
      'head.weight': classifier,
    });
    const { encoder: imported, notes } = await services.embeddings.importEncoder({ key, size: 32, network });
    t.deepEqual(notes, [
      'head.weight: no part of the encoder, left out',
      'pos_embed of 3×3 patches: resampled to 2×2, for images of 32×32',
    ]);
    const { network: _, head: __, ...procedure } = spec;
    const startFrom = { sha256: imported?.blob?.sha256 as string };
    const further = await train({ ...procedure, images: 32, startFrom });
    t.like(further.trainingResult?.encoder?.network, network);
  },
);

const backbones = [
  { library: 'torchvision', network: { resnet18: { stem: 'STEM_IMAGENET' } }, freeze: 'layer3', classifier: 'fc' },
  { library: 'timm', network: { vitTiny: { patch: 'PATCH_16' } }, freeze: 'blocks.9', classifier: 'head' },
] as const;

for (const { library, network, freeze, classifier } of backbones) {
  test.serial(
    `an encoder as ${library} saves it, without a head, is trained from there, with layers that stay or without`,
    async (t) => {
      t.timeout(600_000);
      const state = initialise({ ...network, size: 32 }, 'INITIALISATION_PYTORCH', 4);
      const weight: Tensor = { dtype: 'F32', shape: [1], data: new Float32Array(1) };
      const saved = { ...state, [`${classifier}.weight`]: weight };
      const { key } = await services.store.putTensors('uploads', saved);
      const { encoder: imported } = await services.embeddings.importEncoder({ key, size: 32, network });
      t.is(imported?.projections, 0);
      const startFrom = { sha256: imported?.blob?.sha256 as string };
      const asked = { images: 32, batch: 16, epochs: 1, startFrom };

      const { trainingSpec, trainingResult } = await train(asked);
      t.deepEqual(trainingSpec?.head, { hidden: 256, output: 128, batchNorm: false });
      t.like(trainingResult?.encoder, { network, projections: 128 });
      const after = await services.store.getTensors(trainingResult?.encoder?.blob as BlobRef);
      for (const [name, { data }] of Object.entries(state)) t.notDeepEqual(after[name]?.data, data, name);

      const frozen = await train({ ...asked, freeze, head });
      t.deepEqual(frozen.trainingSpec?.head, { ...head, batchNorm: false });
      const kept = await services.store.getTensors(frozen.trainingResult?.encoder?.blob as BlobRef);
      const changed = Object.keys(state).filter((name) => !isDeepStrictEqual(kept[name]?.data, state[name]?.data));
      t.deepEqual(
        changed.filter((name) => !/^(layer4|blocks\.1[01]|norm)\./.test(name)),
        [],
      );
      t.true(changed.length > 8);
      t.like(kept['projection_head.projection_head.2.weight'], { shape: [head.output, head.hidden] });
      t.true((await embed({ training: frozen.id as string })).every(Number.isFinite));
    },
  );
}

test.serial(
  'a file of a network that nobody has named is refused, and the error says what it looks like',
  async (t) => {
    const weight: Tensor = { dtype: 'F32', shape: [64, 64, 3, 3], data: new Float32Array(64 * 64 * 9) };
    for (const [name, family] of [
      ['layer1.0.conv1.weight', 'ResNet'],
      ['model.patch_embed.proj.weight', 'vision transformer'],
    ] as const) {
      const { key } = await services.store.putTensors(`uploads/unnamed-${family}`, { [name]: weight });
      const error = await t.throwsAsync(services.embeddings.importEncoder({ key }));
      t.regex(
        error?.message ?? '',
        new RegExp(`these are the names of a ${family}: say which \\(network, or --network\\)$`),
      );
    }
    const { key } = await services.store.putTensors('uploads', { 'model.blocks.3.norm1.weight': weight });
    const part = services.embeddings.importEncoder({ key, size: 32, network: { vitTiny: {} } });
    await t.throwsAsync(part, { message: /a model in several files is imported by its index/ });
  },
);

test.serial('a picture is embedded at once by a ResNet', async (t) => {
  t.timeout(600_000);
  const { id } = await train({ ...spec, images: 32 });
  const image = await sharp(Buffer.alloc(3072, 90), { raw: { width: 32, height: 32, channels: 3 } })
    .png()
    .toBuffer();
  const { embeddings, encoder } = await services.embeddings.embed({ encoder: { training: id }, images: [image] });
  t.is(embeddings[0]?.h.length, 512);
  t.like(encoder?.network, { resnet18: { stem: 'STEM_IMAGENET' } });
});

test.serial(
  'what is trained with standardised filters is left as a plain network, which is gone on from with them',
  async (t) => {
    t.timeout(600_000);
    const network = { conv: { channels: [8, 16] }, weightStandardisation: true };
    const trained = await train({ ...spec, network, head: { ...head, batchNorm: true } });
    const { encoder } = trained.trainingResult ?? {};
    t.deepEqual(encoder?.network, { conv: { channels: [8, 16], globalPooling: 'GLOBAL_POOLING_NONE' } });
    const state = await services.store.getTensors(encoder?.blob as BlobRef);
    const filters = state['encoder.encoder.3.weight']?.data as Float32Array;
    const first = filters.subarray(0, 72);
    t.true(Math.abs(first.reduce((sum, value) => sum + value, 0)) < 1e-5);
    t.true(Math.abs(first.reduce((sum, value) => sum + value ** 2, 0) * (1 - 1 / Math.PI) - 2) < 1e-3);
    t.true((await embed({ training: trained.id as string })).every(Number.isFinite));

    const startFrom = { training: trained.id as string };
    const further = await train({
      images: 64,
      batch: 16,
      epochs: 1,
      startFrom,
      network: { weightStandardisation: true },
    });
    t.like(further.trainingSpec, { head: { ...head, batchNorm: true }, network: { weightStandardisation: true } });
  },
);
