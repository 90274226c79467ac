import { availableParallelism } from 'node:os';
import { BlobStore } from '@parallax/blobs';
import type { TrainingResultInput } from '@parallax/contract';
import type { Task } from '@parallax/jobs';
import { encoderMessage, selectImages } from '@parallax/reader';
import { connect } from '@parallax/rpc';
import { Settings } from '@parallax/settings';
import { type ResolvedTraining, viewsOf } from '@parallax/specs';
import { isMeasuring } from '@parallax/telemetry';
import { startEngine } from '@parallax/tensors';
import { type OnStage, Trainer, train } from '@parallax/training';
import { Batches } from './batches.js';
import { readCheckpoint, saveCheckpoint } from './checkpoint.js';
import { Epochs } from './epochs.js';
import { planOf } from './plan.js';
import { readSamples } from './samples.js';
import { startModel } from './start-model.js';
import { trainerSpec } from './trainer-spec.js';
import { Watch } from './watch.js';

/** One attempt at a training: from its start or its last checkpoint to the encoder in the store. */
export async function run(task: Task<ResolvedTraining>): Promise<TrainingResultInput> {
  const settings = new Settings();
  const { job, signal } = task;
  const device = startEngine({ threads: settings.count('PARALLAX_THREADS', availableParallelism()) });
  task.reportDeviceClass(device.class, device.gpu);
  const store = await BlobStore.open(settings, { signal });
  const augmentation = connect('AugmentationService', settings);
  const { images, dataset } = await selectImages(augmentation, { ...job.spec, split: 'train' }, signal);
  const plan = planOf(job.spec, images);
  const epochs = new Epochs();
  const onStage: OnStage = (...took) => epochs.stepping.stages.add(...took);
  const trainer = new Trainer(await startModel(task, store), trainerSpec(job.spec, plan.steps), onStage);
  const checkpoint = await readCheckpoint(task, store);
  const tracedShards = settings.count('PARALLAX_TRACED_SHARDS');
  const source = { augmentation, store, signal, tracedShards };
  const batches = new Batches(source, job.spec, plan, checkpoint.steps, epochs);
  const samples = () => readSamples({ ...source, stages: epochs.stages }, job.spec, dataset);
  const watch = new Watch(task, { model: trainer.model, epochs, samples, from: checkpoint });
  const before = checkpoint.seconds;
  const began = performance.now();
  const seconds = () => before + (performance.now() - began) / 1000;
  const { epochLosses } = await epochs.closedAfter(
    train(trainer, {
      epochs: job.spec.epochs,
      stepsPerEpoch: plan.stepsPerEpoch,
      batches: (epoch, first) => batches.take(epoch, plan.stepsPerEpoch - first),
      measured: isMeasuring(),
      onProgress: (progress) => watch.progress(progress),
      onEpoch: (epoch) => watch.epoch(epoch),
      checkpointEvery: job.spec.checkpointSteps,
      onCheckpoint: (state) =>
        epochs.checkpoint(() => saveCheckpoint(task, store, { ...state, ...watch.state() }, seconds())),
      from: checkpoint.state,
      signal,
    }),
  );
  const took = seconds();
  const views = plan.imagesPerEpoch * job.spec.epochs * viewsOf(job.spec);
  const state = trainer.model.stateDict();
  const put = () => store.putTensors('encoders', state, {}, { signal });
  return {
    encoder: encoderMessage(await epochs.stages.time('put', put, ({ size }) => size), state),
    steps: plan.steps,
    views,
    seconds: took,
    viewsPerSecond: views / took,
    losses: [...epochLosses],
    stages: epochs.stages.list(),
    diagnostics: watch.diagnostics,
  };
}
