import { availableParallelism } from 'node:os';
import { type BlobRef, BlobStore } from '@parallax/blobs';
import type { EmbeddingResultInput } from '@parallax/contract';
import { progressAt, putResult, type Task } from '@parallax/jobs';
import { encode, Model } from '@parallax/models';
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
import { RowBuffer } from './row-buffer.js';

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
  task.reportDeviceClass(device.class, device.gpu);
  const store = await BlobStore.open(settings, { signal });
  const augmentation = connect('AugmentationService', settings);
  const { images: selected, split, dataset } = await selectImages(augmentation, job.spec, signal);
  const [start, end] = shardOf(job.spec, selected);
  const images = end - start;
  const trainings = (id: string) => dependencies.find((each) => each.id === id);
  const blob = await resolveEncoder(job.spec.encoder, trainings, store, signal);
  const loaded = await readEncoder(blob, store, signal);
  const model = new Model(loaded.state, { architecture: loaded.architecture });
  const encoder = encoderMessage(blob, loaded);
  const { normalisation } = loaded.preprocessing;
  const sizes = { from: Number(dataset.height), to: loaded.architecture.size };
  const stages = new Stages();
  const rows = { h: new RowBuffer(images, encoder.features), z: new RowBuffer(images, encoder.projections) };
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;

  const tracedShards = settings.count('PARALLAX_TRACED_SHARDS');
  const onWait = ({ message }: Error) => task.heartbeat(`views: ${message}`);
  const source = { augmentation, store, signal, stages, tracedShards, onWait };
  await withSpan('embed', { attributes: { [semconv.ATTR_IMAGES]: images } }, async (span) => {
    for await (const { views: pixels, indices } of streamViews(source, imageRequests(job.spec, sizes, end, start))) {
      const { h, z } = await stages.time('encode', async () => encode(model, pixels, normalisation));
      rows.h.add(h);
      rows.z.add(z);
      embedded(indices.length);
      task.report(progressAt({ stage: 'embedding', done: rows.h.count, total: images, unit: 'images' }, seconds()));
    }
    span.setAttributes(stages.attributes());
  });
  const tensors = { h: rows.h.tensor(), ...(encoder.projections > 0 && { z: rows.z.tensor() }) };
  const embeddings = await stages.time('put', () => putResult(store, 'embeddings', tensors, { signal }), sizeOf);
  // An answer has a URL that holds for an hour; the record keeps the reference.
  const { url, ...labels } = (split.labels ?? {}) as BlobRef & { url?: string };
  return {
    embeddings,
    ...(split.labels && { labels }),
    encoder,
    images,
    start,
    seconds: seconds(),
    stages: stages.list(),
  };
}

const sizeOf = ({ size }: BlobRef): number => size;
