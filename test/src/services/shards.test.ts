import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BlobRef, Tensor } from '@parallax/blobs';
import type { Job, ProbeSpecInput } from '@parallax/contract';
import { ParallaxError } from '@parallax/errors';
import test from 'ava';
import { parallax } from '../cli/parallax.js';
import { temporaryFolder } from '../local/temporary.js';
import { invalid } from '../support/errors.js';
import { ended, evaluationsOf, type Services, small, startServices } from './support/services.js';

let services: Services;
let encoder: { training: string };

/** Not a whole number of blocks. */
const images = 1100;

let whole: string;
let shards: string[];
let held: string;

test.before(async (t) => {
  t.timeout(600_000);
  services = await startServices();
  encoder = { training: (await services.trainings.startTraining({ spec: small })).job?.id as string };
  await ended(services, encoder.training);
  whole = await start({});
  shards = [];
  for (const index of [0, 1, 2]) shards.push(await start({ shard: { index, count: 3 } }));
  held = await start({ split: 'test', images: 300 });
});

test.after.always(() => services?.stop());

async function start(more: object): Promise<string> {
  const spec = { encoder, split: 'train', images, ...more };
  return (await services.embeddings.startEmbedding({ spec })).job?.id as string;
}

const embedded = (id: string) => ended(services, id);

async function probed(spec: ProbeSpecInput): Promise<Job> {
  const { job } = await services.probes.startProbe({ spec } as never);
  return ended(services, job?.id as string);
}

async function vectors({ embeddingResult }: Job): Promise<Record<'h' | 'z', Tensor<'F32'>>> {
  return (await services.store.getTensors(embeddingResult?.embeddings as BlobRef)) as Record<'h' | 'z', Tensor<'F32'>>;
}

test('the shards of an embedding are it, to the bit', async (t) => {
  t.timeout(600_000);
  const all = await vectors(await embedded(whole));
  const jobs = await Promise.all(shards.map(embedded));
  t.deepEqual(
    jobs.map(({ embeddingResult }) => [embeddingResult?.start, embeddingResult?.images]),
    [
      [0, 256],
      [256, 512],
      [768, 332],
    ],
  );
  const parts = await Promise.all(jobs.map(vectors));
  for (const name of ['h', 'z'] as const) {
    const joined = Buffer.concat(parts.map((part) => Buffer.from(part[name].data.slice().buffer)));
    t.true(joined.equals(Buffer.from(all[name].data.slice().buffer)), name);
  }
});

test('a probe of shards, in whichever order, is the probe of the whole', async (t) => {
  t.timeout(600_000);
  const more = { knn: { k: [20] }, linear: { epochs: 1 } };
  const of = await probed({ embeddings: { train: whole, test: held }, ...more });
  const trainShards = shards.toReversed();
  const inParts = await probed({ embeddings: { trainShards, test: held }, ...more });
  t.is(inParts.status?.state, 'JOB_STATE_SUCCEEDED', inParts.status?.error?.message);
  t.deepEqual(evaluationsOf(inParts), evaluationsOf(of));
  t.is(inParts.probeResult?.trainImages, images);
  t.deepEqual(inParts.status?.dependsOn.slice(0, 3), shards);
  t.deepEqual(inParts.probeSpec?.embeddings, { trainShards, test: held, testShards: [] } as never);
});

test('the export of all shards is the export of the whole', async (t) => {
  t.timeout(600_000);
  await Promise.all([whole, ...shards].map(embedded));
  const folder = await temporaryFolder(t);
  const exported = async (name: string, ...ids: string[]) => {
    const out = join(folder, `${name}.npy`);
    const { code, stderr } = await parallax(['embeddings', 'export', ...ids, '--out', out], {
      env: services.stack.env,
    });
    if (code !== 0) return stderr;
    return Buffer.concat([await readFile(out), await readFile(join(folder, `${name}.labels.npy`))]);
  };
  const [first, second, third] = shards as [string, string, string];
  t.deepEqual(await exported('parts', third, first, second), await exported('whole', whole));
  const rows = async (name: string, ...ids: string[]) => {
    const out = join(folder, `${name}.jsonl`);
    const { code, stderr } = await parallax(['embeddings', 'export', ...ids, '--out', out], {
      env: services.stack.env,
    });
    t.is(code, 0, stderr);
    return (await readFile(out, 'utf8')).trimEnd().split('\n');
  };
  const [lines, of] = [await rows('lines', third, first, second), await rows('whole-lines', whole)];
  t.deepEqual(lines, of);
  const { name, label, h } = JSON.parse(lines[1] as string);
  t.deepEqual([name, typeof label], ['#1', 'string']);
  const array = (await exported('whole', whole)) as Buffer;
  const width = h.length * 4;
  t.deepEqual(Buffer.from(Float32Array.from(h).buffer), array.subarray(128 + width, 128 + 2 * width));
  t.regex(String(await exported('gap', first, third)), /must begin with image 256, where .* ends, not 768/);
});

test('shards that are missing, twice, of another count or another encoder are refused by name', async (t) => {
  t.timeout(600_000);
  const [first, second, third] = shards as [string, string, string];
  const other = await start({ shard: { index: 1, count: 2 } });
  const more = await start({ images: 1300, shard: { index: 2, count: 3 } });
  const refused = async (embeddings: object, field: string, value: unknown, message: RegExp) => {
    const request = { spec: { embeddings: { test: held, ...embeddings } } };
    const error = await t.throwsAsync(services.probes.startProbe(request as never), { instanceOf: ParallaxError });
    t.like(error, invalid(`spec.embeddings.${field}`, value));
    // Why it is refused the sentence alone tells.
    t.regex(error?.message ?? '', message);
  };
  const inShards = (...trainShards: string[]) => ({ trainShards });
  await refused(inShards(first, third), 'train_shards', '2 of them', /all 3 shards: shard 1 is missing/);
  await refused(inShards(first, second, second, third), 'train_shards', second, /another shard than 1 of 3/);
  await refused(inShards(first, other, third), 'train_shards', other, /one of 3 shards, as embedding-.*, not of 2/);
  await refused(inShards(first, second, more), 'train_shards', more, /of the images 1100, as embedding-.*, not 1300/);
  await refused({ train: whole, trainShards: shards }, 'train', whole, /must be left out with train_shards/);
  await refused({ train: first }, 'train', '1 of them', /all 3 shards: shard 1 is missing/);
});

test('a shard of more shards than there are blocks of images is refused', async (t) => {
  const error = await t.throwsAsync(start({ shard: { index: 0, count: 6 } }), { instanceOf: ParallaxError });
  t.like(error, invalid('spec.shard.count', 6));
  t.regex(error?.message ?? '', /a whole number from 1 to 5/);
});
