import { availableParallelism } from 'node:os';
import { type BlobRef, BlobStore, bytesOf, RowStore } from '@parallax/blobs';
import type { EmbeddingResultInput, Encoder, Split } from '@parallax/contract';
import { progressAt, putStreamedResult, type Task, waitedForImport } from '@parallax/jobs';
import { choosePrecision, encode, Model } from '@parallax/learning';
import {
  encoderMessage,
  imageRequests,
  readEncoder,
  resolveEncoder,
  Stages,
  selectImages,
  streamViews,
} from '@parallax/reader';
import { connect } from '@parallax/rpc';
import { Settings } from '@parallax/settings';
import { type ResolvedEmbedding, shardOf } from '@parallax/specs';
import { catalogue, instrument, semconv, withSpan } from '@parallax/telemetry';
import { startEngine } from '@parallax/tensors';
import { checkImages } from './start.js';

const embedded = instrument(catalogue.evaluation.embedded);

/** One attempt at an embedding: every image of the selection through the encoder, in the dataset's order. */
export async function run({
  job,
  dependencies,
  signal,
  ...task
}: Task<ResolvedEmbedding>): Promise<EmbeddingResultInput> {
  const settings = new Settings();
  const device = startEngine({ threads: settings.count('PARALLAX_THREADS', availableParallelism()) });
  const store = await BlobStore.open(settings, { signal });
  const augmentation = connect('AugmentationService', settings);
  const { images: selected, split, dataset } = await selectImages(augmentation, job.spec, signal);
  const [start, end] = shardOf(job.spec, selected);
  const images = end - start;
  const trainings = (id: string) => dependencies.find((each) => each.id === id);
  const blob = await resolveEncoder(job.spec.encoder, trainings, store, signal);
  const loaded = await readEncoder(blob, store, signal);
  // What an import has brought was not there yet when the embedding was started.
  if (waitedForImport(job)) checkImages(job.spec, loaded.network, images);
  const precision = choosePrecision({
    asked: job.spec.precision,
    settled: job.precision,
    preferred: loaded.preprocessing.precision,
    isShared: job.spec.shard !== undefined,
  });
  task.reportDevice(device, precision);
  const model = new Model(loaded.state, { precision, network: loaded.network });
  const encoder = encoderMessage(blob, loaded);
  const { normalisation } = loaded.preprocessing;
  const sizes = { from: Number(dataset.height), to: loaded.network.size };
  const stages = new Stages();
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;

  const tracedShards = settings.count('PARALLAX_TRACED_SHARDS');
  const onWait = ({ message }: Error) => task.heartbeat(`views: ${message}`);
  const source = { augmentation, store, signal, stages, tracedShards, onWait };
  const rows = await openRows(images, encoder);
  let done = 0;
  try {
    await withSpan('embed', { attributes: { [semconv.ATTR_IMAGES]: images } }, async (span) => {
      for await (const { views: pixels, indices } of streamViews(source, imageRequests(job.spec, sizes, end, start))) {
        const { h, z } = await stages.time('encode', async () => encode(model, pixels, normalisation));
        await rows.h.add(bytesOf(h));
        await rows.z.add(bytesOf(z));
        done += indices.length;
        embedded(indices.length);
        task.report(progressAt({ stage: 'embedding', done, total: images, unit: 'images' }, seconds()));
      }
      span.setAttributes(stages.attributes());
    });
    const tensors = { h: rows.h.asTensor(), ...(encoder.projections > 0 && { z: rows.z.asTensor() }) };
    const put = () => putStreamedResult(store, 'embeddings', tensors, { signal });
    const embeddings = await stages.time('put', put, sizeOf);
    return { embeddings, ...labelsOf(split), encoder, images, start, seconds: seconds(), stages: stages.list() };
  } finally {
    await Promise.all([rows.h.close(), rows.z.close()]);
  }
}

/** Bytes of h that stay in memory; the rest, and z beyond 256 MiB, lies in a file of the temporary folder until it is put. */
const MOST_IN_MEMORY = 2 ** 30;

async function openRows(count: number, { features = 0, projections = 0 }: Encoder) {
  const h = await RowStore.open({ count, bytes: 4 * features }, MOST_IN_MEMORY);
  return { h, z: await RowStore.open({ count, bytes: 4 * projections }) };
}

/** An answer has a URL that holds for an hour; the record keeps the reference. */
function labelsOf(split: Split): Pick<EmbeddingResultInput, 'labels'> {
  if (!split.labels) return {};
  const { url, ...labels } = split.labels as BlobRef & { url?: string };
  return { labels };
}

const sizeOf = ({ size }: BlobRef): number => size;
