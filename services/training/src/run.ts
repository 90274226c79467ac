import { availableParallelism } from 'node:os';
import { type BlobRef, BlobStore } from '@parallax/blobs';
import type { TrainingResultInput } from '@parallax/contract';
import type { Task } from '@parallax/jobs';
import { choosePrecision, type OnStage, Trainer, train } from '@parallax/learning';
import { selectImages } from '@parallax/reader';
import { connect } from '@parallax/rpc';
import { Settings } from '@parallax/settings';
import { checkBatches, checkSelection, type ResolvedTraining } from '@parallax/specs';
import { isMeasuring } from '@parallax/telemetry';
import { startEngine } from '@parallax/tensors';
import { Batches } from './batches.js';
import { readCheckpoint, saveCheckpoint } from './checkpoint.js';
import { continuedBy } from './continuation.js';
import { Epochs } from './epochs.js';
import { TrainingObserver } from './observer.js';
import { planOf } from './plan.js';
import { preprocessingOf, putEncoder, resultOf } from './result.js';
import { checkLabels, forDataset, readSamples } from './samples.js';
import { startModel } from './start-model.js';
import { trainerSpec } from './trainer-spec.js';

/** One attempt at a training: from its start or its last checkpoint to the encoder in the store. */
export async function run(given: Task<ResolvedTraining>): Promise<TrainingResultInput> {
  const settings = new Settings();
  const { signal } = given;
  const device = startEngine({ threads: settings.count('PARALLAX_THREADS', availableParallelism()) });
  const continued = continuedBy(given);
  const settled = given.job.precision ?? continued?.precision;
  const precision = choosePrecision({ asked: given.job.spec.precision, settled });
  given.reportDevice(device, precision);
  const store = await BlobStore.open(settings, { signal });
  const augmentation = connect('AugmentationService', settings);
  const { images, dataset, split } = await selectImages(augmentation, { ...given.job.spec, split: 'train' }, signal);
  // What was not known of a dataset that was still to be imported is known now.
  const job = { ...given.job, spec: { ...forDataset(given.job.spec, dataset), precision } };
  const task = { ...given, job };
  checkBatches(job.spec, images);
  checkSelection(job.spec, continued?.epochs);
  checkLabels(job.spec, split);
  const plan = planOf(job.spec, images);
  const epochs = new Epochs();
  const onStage: OnStage = (...took) => epochs.stepping.stages.add(...took);
  const made = trainerSpec(job.spec, plan.steps, continued?.held);
  const trainer = new Trainer(await startModel(task, store, precision), made, onStage);
  const found = await readCheckpoint(task, store);
  const checkpoint = found.state || !continued ? found : await continued.read(store);
  const tracedShards = settings.count('PARALLAX_TRACED_SHARDS');
  const onWait = ({ message }: Error) => task.heartbeat(`views: ${message}`);
  const source = { augmentation, store, signal, tracedShards, onWait };
  const batches = new Batches(source, job.spec, plan, checkpoint.steps, epochs);
  const samples = () => readSamples({ ...source, stages: epochs.stages }, job.spec, dataset);
  const preprocessing = preprocessingOf(job.spec, dataset, precision);
  const put = () =>
    putEncoder({
      ...{ model: trainer.model, step: trainer.steps, preprocessing, store, signal },
      stages: epochs.stages,
    });
  const selection = {
    before: continued?.epochs ?? 0,
    kept: checkpoint.kept ?? [],
    put: async () => ({ ...((await put()).blob as BlobRef), tensors: [] }),
  };
  const observer = new TrainingObserver(task, {
    ...{ plan, model: trainer.model, epochs, samples, selection },
    from: checkpoint,
  });
  const before = checkpoint.seconds;
  const began = performance.now();
  const seconds = () => before + (performance.now() - began) / 1000;
  const trained = await epochs.closedAfter(
    train(trainer, {
      epochs: job.spec.epochs,
      stepsPerEpoch: plan.stepsPerEpoch,
      lastBatch: plan.lastBatch,
      batches: (epoch, first) => batches.take(epoch, plan.stepsPerEpoch - first),
      measured: isMeasuring(),
      onProgress: (progress) => observer.progress(progress),
      onEpoch: (epoch, losses) => observer.epoch(epoch, losses),
      checkpointEvery: job.spec.checkpointSteps,
      onCheckpoint: (state) => {
        const whole = { ...state, ...observer.state() };
        return epochs.checkpoint(() => saveCheckpoint(task, store, whole, seconds(), observer.selection.kept));
      },
      from: checkpoint.state,
      signal,
    }),
  );
  const took = seconds();
  await batches.close();
  return resultOf(
    { training: job.spec, plan, trainer, trained, seconds: took },
    { observer, continued, put, store, signal },
  );
}
