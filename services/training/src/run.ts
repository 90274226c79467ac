import { availableParallelism } from 'node:os';
import { BlobStore } from '@parallax/blobs';
import type { TrainingResultInput } from '@parallax/contract';
import type { Task } from '@parallax/jobs';
import { encoderMessage, selectImages } from '@parallax/reader';
import { connect } from '@parallax/rpc';
import { Settings } from '@parallax/settings';
import { type ResolvedTraining, viewsOf } from '@parallax/specs';
import { startEngine } from '@parallax/tensors';
import { Trainer, train } from '@parallax/training';
import { Batches } from './batches.js';
import { readCheckpoint, saveCheckpoint } from './checkpoint.js';
import { Epochs } from './epochs.js';
import { planOf } from './plan.js';
import { progressMessage } from './progress.js';
import { startModel } from './start-model.js';
import { trainerSpec } from './trainer-spec.js';

/** One attempt at a training: from its start or its last checkpoint to the encoder in the store. */
export async function run(task: Task<ResolvedTraining>): Promise<TrainingResultInput> {
  const settings = new Settings();
  const { job, signal } = task;
  const device = startEngine({ threads: settings.number('PARALLAX_THREADS', availableParallelism()) });
  task.reportDeviceClass(device.class, device.gpu);
  const store = await BlobStore.open(settings, { signal });
  const augmentation = connect('AugmentationService', settings);
  const { images } = await selectImages(augmentation, { ...job.spec, split: 'train' }, signal);
  const plan = planOf(job.spec, images);
  const trainer = new Trainer(await startModel(task, store), trainerSpec(job.spec, plan.steps));
  const checkpoint = await readCheckpoint(task, store);
  const epochs = new Epochs();
  const tracedShards = settings.number('PARALLAX_TRACED_SHARDS');
  const source = { augmentation, store, signal, tracedShards };
  const batches = new Batches(source, job.spec, plan, checkpoint.steps, epochs);
  const before = checkpoint.seconds;
  const began = performance.now();
  const seconds = () => before + (performance.now() - began) / 1000;
  const { epochLosses } = await epochs.closedAfter(
    train(trainer, {
      epochs: job.spec.epochs,
      stepsPerEpoch: plan.stepsPerEpoch,
      batches: (epoch, first) => batches.take(epoch, plan.stepsPerEpoch - first),
      onProgress: (progress) => task.report(progressMessage(progress, job.spec)),
      checkpointEvery: job.spec.checkpointSteps,
      onCheckpoint: (state) => epochs.checkpoint(() => saveCheckpoint(task, store, state, seconds())),
      from: checkpoint.state,
      signal,
    }),
  );
  const took = seconds();
  const views = plan.imagesPerEpoch * job.spec.epochs * viewsOf(job.spec);
  const state = trainer.model.stateDict();
  return {
    encoder: encoderMessage(await store.putTensors('encoders', state, {}, { signal }), state),
    steps: plan.steps,
    views,
    seconds: took,
    viewsPerSecond: views / took,
    losses: [...epochLosses],
    stages: epochs.stages.list(),
  };
}
