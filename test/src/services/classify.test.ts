import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BlobRef, BlobStore, Tensor } from '@parallax/blobs';
import { classify } from '@parallax/embedding-service';
import type { Jobs } from '@parallax/jobs';
import { imageRequests, readViews } from '@parallax/reader';
import type { Call } from '@parallax/rpc';
import test, { type ExecutionContext } from 'ava';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import sharp from 'sharp';
import { parallax } from '../cli/parallax.js';
import { invalid, missing } from '../support/errors.js';
import { ended, type Services, small, startServices } from './support/services.js';

const megabytes = 2 ** 20;

/** By the probe's name, the bytes of the classifier that it has kept. */
const sizes = { linear: 8 * megabytes, logistic: 20 * megabytes } as const;

test('a classifier that is loaded counts once, however often it is asked for', async (t) => {
  const read: string[] = [];
  const evaluations = Object.entries(sizes).map(([probe, size]) => ({
    probe,
    classifier: { sha256: probe, size },
  }));
  const jobs = { get: async () => ({ result: { evaluations }, state: 'succeeded' }) } as unknown as Jobs;
  const tensors = {
    weight: { data: Float32Array.of(1, -1) },
    bias: { data: Float32Array.of(0, 0) },
    mean: { data: Float64Array.of(0) },
    deviation: { data: Float64Array.of(1) },
  };
  const store = {
    getMetadata: async ({ sha256 }: { sha256: string }) => {
      read.push(sha256);
      return { classes: '["cat", "dog"]', encoder: 'e', features: 'h' };
    },
    getTensors: async () => tensors,
  } as unknown as BlobStore;
  const embed = async () => ({ embeddings: [{ h: [1], z: [] }], encoder: {} });
  const label = classify(embed as unknown as Parameters<typeof classify>[0], jobs, store);
  const call = { signal: new AbortController().signal } as unknown as Call;
  for (const classifier of ['linear', 'logistic', 'logistic', 'linear']) {
    const answer = await label({ probe: 'probe-0123456789abcdef', classifier, images: [] }, call);
    t.is(answer.classifier, classifier);
    t.is(answer.classifications?.[0]?.classes?.[0]?.name, 'cat');
  }
  t.deepEqual(read, ['linear', 'logistic']);
});

/** An encoder's features of some images, and the classifiers that were learned from them. */
async function probed(t: ExecutionContext) {
  const services = await startServices();
  t.teardown(() => services.stop());
  const { trainings, embeddings, probes } = services;
  const spec = { ...small, precision: 'PRECISION_FLOAT32' } as const;
  const training = (await trainings.startTraining({ spec })).job?.id as string;
  const embed = async (split: string, images: number) => {
    const { job } = await embeddings.startEmbedding({ spec: { encoder: { training }, split, images } });
    return job?.id as string;
  };
  const pair = { train: await embed('train', 200), test: await embed('test', 100) };
  const asked = { embeddings: pair, linear: { epochs: 5 }, logistic: { iterations: 5 }, mlp: { epochs: 20 } };
  const { job } = await probes.startProbe({ spec: asked });
  return { services, pair, job: await ended(services, job?.id as string) };
}

test('pictures are labelled as the probe labelled them, by the service and by the command', async (t) => {
  t.timeout(600_000);
  const { services, job, pair } = await probed(t);
  const { embeddings, store } = services;
  t.is(job.status?.state, 'JOB_STATE_SUCCEEDED', job.status?.error?.message);
  const probe = job.id as string;
  const images = await testPictures(services, 5);
  const classifyBy = (classifier: string) => embeddings.classify({ probe, classifier, images, top: 3 });
  for (const name of ['logistic', 'mlp']) {
    const kept = job.probeResult?.evaluations.find(({ classifier, probe }) => classifier && probe === name);
    const { probabilities } = await store.getTensors(kept?.predictions as BlobRef);
    const { classifier, classifications } = await classifyBy(name);
    t.is(classifier, name);
    for (const [row, { classes }] of classifications.entries()) {
      const own = (probabilities as Tensor<'F32'>).data.subarray(row * 10, (row + 1) * 10);
      const expected = [...own.entries()].sort((a, b) => b[1] - a[1]).slice(0, 3);
      for (const [at, [label, probability]] of expected.entries()) {
        t.is(classes[at]?.label ?? 0, label);
        t.is(classes[at]?.name, cifarClasses[label]);
        t.true(Math.abs((classes[at]?.probability ?? 0) - probability) < 1e-3, `${name}, ${row}`);
      }
    }
  }
  const answer = await classifyBy('logistic');

  const folder = await mkdtemp(join(tmpdir(), 'parallax-classify-'));
  t.teardown(() => rm(folder, { recursive: true }));
  for (const [row, image] of images.entries()) await writeFile(join(folder, `a, ${row}.png`), image);
  const command = (...args: string[]) =>
    parallax(['classify', '--probe', probe, '--classifier', 'logistic', folder, ...args], { env: services.stack.env });
  const names = answer.classifications.map(({ classes }) => classes[0]?.name);
  const shown = await command();
  t.is(shown.code, 0, shown.stderr);
  for (const name of names) t.true(shown.stdout.includes(name as string));
  const out = (ending: string) => join(folder, `out${ending}`);
  for (const ending of ['.csv', '.jsonl', '.parquet'])
    t.is((await command('--top', '2', '--out', out(ending))).code, 0, ending);
  const rows = (await readFile(out('.jsonl'), 'utf8')).trim().split('\n');
  const read = rows.map((line) => JSON.parse(line) as { name: string; rank: number; class: string });
  t.deepEqual(
    read.filter(({ rank }) => rank === 1).map((row) => row.class),
    names,
  );
  t.is(read.length, 10);
  const [head, first] = (await readFile(out('.csv'), 'utf8')).split('\n');
  t.is(head, 'name,rank,class,probability');
  t.true(first?.startsWith(`"a, 0.png",1,${names[0]},`), first);
  t.deepEqual(
    await parquetReadObjects({ file: await asyncBufferFromFile(out('.parquet')) }),
    rows.map((line) => JSON.parse(line)),
  );
  for (const [asked, expected] of [
    [{ classifier: 'knn' }, invalid('classifier', 'knn')],
    [{ probe: pair.test }, invalid('probe', pair.test)],
    [{ probe: 'probe-0123456789abcdef' }, missing('probe', 'probe-0123456789abcdef')],
    [{ top: 0 }, invalid('top', 0)],
    [{ images: [] }, invalid('images', '0 images')],
  ] as const)
    t.like(
      await t.throwsAsync(embeddings.classify({ probe, images: images.slice(0, 1), ...asked } as never)),
      expected,
    );
});

const cifarClasses = 'airplane automobile bird cat deer dog frog horse ship truck'.split(' ');

/** The first of the test images, as PNG. */
async function testPictures({ store, augmentation }: Services, count: number): Promise<Buffer[]> {
  const { signal } = new AbortController();
  const selection = { dataset: { name: 'cifar10' }, split: 'test' };
  const [request] = imageRequests(selection, { from: 32, to: 32 }, count);
  const { views } = await readViews({ augmentation, store, signal }, request as NonNullable<typeof request>);
  const raw = { width: 32, height: 32, channels: 3 } as const;
  const size = 32 * 32 * 3;
  const png = (at: number) =>
    sharp(views.subarray(at * size, (at + 1) * size), { raw })
      .png()
      .toBuffer();
  return Promise.all(Array.from({ length: count }, (_, at) => png(at)));
}
