import { type BlobRef, encodeSafetensors, type Tensor } from '@parallax/blobs';
import { type EmbeddingSpec, messageToJson } from '@parallax/contract';
import { ParallaxError } from '@parallax/errors';
import test from 'ava';
import sharp from 'sharp';
import { difference, fixture, images as pictures, type Sample } from '../parity/formula.js';
import { formulaWeights } from '../parity/weights.js';
import { invalid, missing } from '../support/errors.js';
import { ended, type Services, small, startServices } from './support/services.js';

let services: Services;
/** One that has ended well. */
let training: string;

test.before(async (t) => {
  t.timeout(600_000);
  services = await startServices();
  training = (await services.trainings.startTraining({ spec: small })).job?.id as string;
});

test.after.always(() => services?.stop());

async function start(spec: EmbeddingSpec): Promise<string> {
  return (await services.embeddings.startEmbedding({ spec })).job?.id as string;
}

/** The first images of the test split, uint8 [count, 32, 32, 3]. */
async function pixels(count: number): Promise<Buffer> {
  const { dataset } = await services.augmentation.getDataset({ name: 'cifar10' });
  const ref = dataset?.splits.find(({ name }) => name === 'test')?.shards[0]?.images as BlobRef;
  const { data } = (await services.store.getTensors(ref)).images as Tensor<'U8'>;
  return Buffer.from(data.subarray(0, count * 3072));
}

const png = (image: Buffer, width = 32) =>
  sharp(image, { raw: { width, height: image.length / width / 3, channels: 3 } })
    .png()
    .toBuffer();

/** The largest difference, by the largest value. */
function distance(found: ArrayLike<number>, expected: Float32Array): number {
  const largest = expected.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  return expected.reduce((max, value, i) => Math.max(max, Math.abs((found[i] as number) - value)), 0) / largest;
}

test('an embedding waits for its training, and holds h and z of each image in the dataset’s order', async (t) => {
  t.timeout(600_000);
  const id = await start({ encoder: { training }, images: 2100 });
  const { status, embeddingResult: result, embeddingSpec: spec } = await ended(services, id);
  t.is(status?.state, 'JOB_STATE_SUCCEEDED', status?.error?.message);
  t.deepEqual(status?.dependsOn, [training]);
  t.like(status?.progress, { stage: 'embedding', done: 2100, total: 2100, unit: 'images' });
  t.like(spec, { dataset: { name: 'cifar10' }, split: 'test', images: 2100 });
  t.is(result?.images, 2100);
  const { h, z } = await services.store.getTensors(result?.embeddings as BlobRef);
  t.deepEqual(
    [h?.shape, z?.shape],
    [
      [2100, 1024],
      [2100, 16],
    ],
  );
  t.true((h as Tensor<'F32'>).data.every(Number.isFinite));
  const { labels } = (await services.store.getTensors(result?.labels as BlobRef)) as { labels: Tensor<'U16'> };
  t.deepEqual([...labels.data.slice(0, 5)], [3, 8, 8, 0, 6]);
  const downloaded = await fetch(result?.embeddings?.url as string);
  t.is((await downloaded.arrayBuffer()).byteLength, Number(result?.embeddings?.size));
});

test('an embedding is computed in what its encoder was trained in, unless it asks for another precision', async (t) => {
  t.timeout(600_000);
  const { status: trained } = await ended(services, training);
  const given = await ended(services, await start({ encoder: { training }, images: 64 }));
  t.is(given.status?.precision, trained?.precision);
  const asked = await ended(
    services,
    await start({ encoder: { training }, images: 64, precision: 'PRECISION_FLOAT32' }),
  );
  t.is(asked.status?.precision, 'PRECISION_FLOAT32');
  const { h } = (await services.store.getTensors(asked.embeddingResult?.embeddings as BlobRef)) as { h: Tensor<'F32'> };
  const other = (await services.store.getTensors(given.embeddingResult?.embeddings as BlobRef)) as { h: Tensor<'F32'> };
  // bfloat16 has 8 bits, of which a few are lost on the way.
  t.true(distance(other.h.data, h.data) <= 0.03);
});

test('images sent inline get the vectors that they have in the dataset’s embedding, in their order', async (t) => {
  t.timeout(600_000);
  const { embeddingResult: result } = await ended(services, await start({ encoder: { training }, images: 64 }));
  const { h, z } = (await services.store.getTensors(result?.embeddings as BlobRef)) as Record<'h' | 'z', Tensor<'F32'>>;
  const bytes = await pixels(64);
  const at = Array.from({ length: 64 }, (_, image) => bytes.subarray(image * 3072, (image + 1) * 3072));
  for (const encoder of [{ training }, { sha256: result?.encoder?.blob?.sha256 as string }]) {
    const images = await Promise.all(at.toReversed().map((image) => png(image)));
    const { embeddings } = await services.embeddings.embed({ encoder, images }, { timeout: 60_000 });
    t.is(embeddings.length, 64);
    for (const [place, vectors] of embeddings.toReversed().entries()) {
      t.true(distance(vectors.h, h.data.subarray(place * 1024, (place + 1) * 1024)) <= 1e-4);
      t.true(distance(vectors.z, z.data.subarray(place * 16, (place + 1) * 16)) <= 1e-4);
    }
  }
});

test('an image of another size is resized whole, and a JPEG is taken too', async (t) => {
  t.timeout(600_000);
  await ended(services, await start({ encoder: { training }, images: 1 }));
  const flat = Buffer.alloc(200 * 100 * 3, 99);
  const raw = { raw: { width: 200, height: 100, channels: 3 } } as const;
  const images = [await png(flat, 200), await png(Buffer.alloc(3072, 99)), await sharp(flat, raw).jpeg().toBuffer()];
  const { embeddings } = await services.embeddings.embed({ encoder: { training }, images });
  const [large, exact, jpeg] = embeddings.map(({ h }) => Float32Array.from(h)) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  t.true(distance(large, exact) <= 1e-4);
  t.true(distance(jpeg, exact) <= 1e-2);
});

test('what is no image is refused by its place, and the next call is answered', async (t) => {
  t.timeout(600_000);
  await ended(services, await start({ encoder: { training }, images: 1 }));
  const good = await png(Buffer.alloc(3072));
  const bad = [Buffer.alloc(0), Buffer.from('<svg/>'), good.subarray(0, 60), Buffer.from('GIF89a')];
  for (const image of bad) {
    const request = { encoder: { training }, images: [good, image] };
    const error = await t.throwsAsync(services.embeddings.embed(request), { instanceOf: ParallaxError });
    t.like(error, invalid('images[1]', `${image.length} bytes`));
  }
  t.is((await services.embeddings.embed({ encoder: { training }, images: [good] })).embeddings.length, 1);
});

test('an embedding whose training is cancelled is cancelled, and names it; inline its encoder isn’t there', async (t) => {
  t.timeout(600_000);
  const spec = { ...small, epochs: 100_000 };
  const id = (await services.trainings.startTraining({ spec })).job?.id as string;
  const waiting = await start({ encoder: { training: id } });
  const { job } = await services.jobs.getJob({ id: waiting });
  t.is(job?.status?.state, 'JOB_STATE_WAITING');
  const error = await t.throwsAsync(
    services.embeddings.embed({ encoder: { training: id }, images: [await png(Buffer.alloc(3072))] }),
    { instanceOf: ParallaxError },
  );
  t.like(error, missing('encoder', id));
  t.regex(error?.message ?? '', /the training has not succeeded$/);

  await services.jobs.cancelJob({ id });
  const failed = await ended(services, waiting);
  t.is(failed.status?.state, 'JOB_STATE_CANCELLED');
  t.like(messageToJson('parallax.v1.Job', failed), {
    status: { error: { code: 9, details: [{ reason: 'DEPENDENCY_FAILED', metadata: { dependency: id } }] } },
  });
});

test('an embedding is cancelled while it waits, and deleted once it has ended; its vectors stay until they are collected', async (t) => {
  t.timeout(600_000);
  const spec = { ...small, epochs: 100_000 };
  const id = (await services.trainings.startTraining({ spec })).job?.id as string;
  const waiting = await start({ encoder: { training: id } });
  const { job } = await services.jobs.cancelJob({ id: waiting });
  t.is(job?.status?.state, 'JOB_STATE_CANCELLED');
  await services.jobs.cancelJob({ id });

  const done = await start({ encoder: { training }, split: 'train', images: 3 });
  const key = (await ended(services, done)).embeddingResult?.embeddings?.key as string;
  await services.jobs.deleteJob({ id: done });
  t.truthy(await services.store.stat(key));
  t.like(await t.throwsAsync(services.jobs.getJob({ id: done })), missing('embedding', done));
  const { jobs } = await services.jobs.listJobs({ kind: 'embedding', pageSize: 1000 });
  t.true(jobs.some((each) => each.id === waiting) && !jobs.some((each) => each.id === done));
});

interface EmbeddingsFixture {
  channels: number[];
  size: number;
  head: { hidden: number; outputs: number };
  mean: number[];
  standardDeviation: number[];
  poolings: Record<'none' | 'average', { h: Sample; z: Sample }>;
}

for (const pooling of ['none', 'average'] as const) {
  test(`an imported encoder embeds pictures as PyTorch does, by its own size and normalisation: pooling ${pooling}`, async (t) => {
    t.timeout(120_000);
    const { channels, size, head, mean, standardDeviation, poolings } =
      fixture<EmbeddingsFixture>('embeddings/embeddings.json');
    const globalPooling = pooling === 'average' ? 'GLOBAL_POOLING_AVERAGE' : 'GLOBAL_POOLING_NONE';
    const weights = formulaWeights({ size, conv: { channels, globalPooling }, head });
    const key = `uploads/parity-${pooling}`;
    await services.store.put(key, encodeSafetensors(weights));
    const { encoder } = await services.embeddings.importEncoder({
      key,
      size,
      network: { conv: { channels: [], globalPooling } },
      normalisation: { mean, standardDeviation },
    });
    const pixels = Buffer.from(pictures(4, size, 700));
    const bytes = pixels.length / 4;
    const images = await Promise.all(
      [0, 1, 2, 3].map((at) => png(pixels.subarray(at * bytes, (at + 1) * bytes), size)),
    );
    const ref = { sha256: encoder?.blob?.sha256 };
    const { embeddings } = await services.embeddings.embed({ encoder: ref, images });
    for (const part of ['h', 'z'] as const) {
      const rows = Float32Array.from(embeddings.flatMap((vectors) => vectors[part]));
      t.true(difference(rows, poolings[pooling][part]) <= 1e-4, part);
    }
  });
}
