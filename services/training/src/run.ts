import { availableParallelism } from 'node:os';
import { type BlobRef, BlobStore } from '@parallax/blobs';
import type { Dataset, TrainingResultInput } from '@parallax/contract';
import { ParallaxError } from '@parallax/errors';
import { putResult, type Task } from '@parallax/jobs';
import {
  choosePrecision,
  type OnStage,
  objectiveOf,
  type Precision,
  spreadEvenly,
  type Trained,
  Trainer,
  train,
} from '@parallax/learning';
import { foldStandardisation, type StateDict } from '@parallax/networks';
import { encoderMessage, type LoadedEncoder, metadataOf, selectImages } from '@parallax/reader';
import { connect } from '@parallax/rpc';
import { Settings } from '@parallax/settings';
import { checkBatches, networkOf, type ResolvedTraining, widthOf } from '@parallax/specs';
import { isMeasuring } from '@parallax/telemetry';
import { startEngine } from '@parallax/tensors';
import { Batches } from './batches.js';
import { readCheckpoint, saveCheckpoint } from './checkpoint.js';
import { Epochs } from './epochs.js';
import { TrainingObserver } from './observer.js';
import { planOf } from './plan.js';
import { forDataset, readSamples } from './samples.js';
import { startModel } from './start-model.js';
import { trainerSpec } from './trainer-spec.js';

/** One attempt at a training: from its start or its last checkpoint to the encoder in the store. */
export async function run(given: Task<ResolvedTraining>): Promise<TrainingResultInput> {
  const settings = new Settings();
  const { signal } = given;
  const device = startEngine({ threads: settings.count('PARALLAX_THREADS', availableParallelism()) });
  const precision = choosePrecision({ asked: given.job.spec.precision, settled: given.job.precision });
  given.reportDevice(device, precision);
  const store = await BlobStore.open(settings, { signal });
  const augmentation = connect('AugmentationService', settings);
  const { images, dataset } = await selectImages(augmentation, { ...given.job.spec, split: 'train' }, signal);
  // What was not known of a dataset that was still to be imported is known now.
  const job = { ...given.job, spec: { ...forDataset(given.job.spec, dataset), precision } };
  const task = { ...given, job };
  checkBatches(job.spec, images);
  const plan = planOf(job.spec, images);
  const epochs = new Epochs();
  const onStage: OnStage = (...took) => epochs.stepping.stages.add(...took);
  const trainer = new Trainer(await startModel(task, store, precision), trainerSpec(job.spec, plan.steps), onStage);
  const checkpoint = await readCheckpoint(task, store);
  const tracedShards = settings.count('PARALLAX_TRACED_SHARDS');
  const onWait = ({ message }: Error) => task.heartbeat(`views: ${message}`);
  const source = { augmentation, store, signal, tracedShards, onWait };
  const batches = new Batches(source, job.spec, plan, checkpoint.steps, epochs);
  const samples = () => readSamples({ ...source, stages: epochs.stages }, job.spec, dataset);
  const observer = new TrainingObserver(task, { plan, model: trainer.model, epochs, samples, from: checkpoint });
  const before = checkpoint.seconds;
  const began = performance.now();
  const seconds = () => before + (performance.now() - began) / 1000;
  const { epochLosses, ...steps } = await epochs.closedAfter(
    train(trainer, {
      epochs: job.spec.epochs,
      stepsPerEpoch: plan.stepsPerEpoch,
      lastBatch: plan.lastBatch,
      batches: (epoch, first) => batches.take(epoch, plan.stepsPerEpoch - first),
      measured: isMeasuring(),
      onProgress: (progress) => observer.progress(progress),
      onEpoch: (epoch) => observer.epoch(epoch),
      checkpointEvery: job.spec.checkpointSteps,
      onCheckpoint: (state) =>
        epochs.checkpoint(() => saveCheckpoint(task, store, { ...state, ...observer.state() }, seconds())),
      from: checkpoint.state,
      signal,
    }),
  );
  const took = seconds();
  const { network, state } = foldStandardisation(trainer.model.network, trainer.model.stateDict());
  checkFinite(state, plan.steps);
  const encoder = {
    state,
    network,
    preprocessing: preprocessingOf(job.spec, dataset, precision),
    isAssumed: false,
  };
  const put = () => putResult(store, 'encoders', state, { metadata: metadataOf(encoder), signal });
  return {
    encoder: encoderMessage(await epochs.stages.time('put', put, ({ size }) => size), encoder),
    steps: plan.steps,
    views: plan.views,
    seconds: took,
    viewsPerSecond: plan.views / took,
    losses: spreadEvenly(epochLosses, mostLosses),
    history: await putHistory(store, epochLosses, steps, signal),
    stages: epochs.stages.list(),
    diagnostics: observer.diagnostics,
    // Of a single step the only loss is that of the weights before it.
    warning: plan.steps > 1 ? warningOf(job.spec, steps.stepLosses[0], lossAtEnd(steps.stepLosses)) : '',
  };
}

/** What whoever uses the encoder has to know of how it was trained. */
function preprocessingOf(
  { recipe }: ResolvedTraining,
  { fit = 'crop', licence = '', origin = '' }: Dataset,
  precision: Precision,
): LoadedEncoder['preprocessing'] {
  return {
    fit: fit === 'squeeze' ? 'squeeze' : 'crop',
    normalisation: recipe.normalisation,
    licence,
    origin,
    precision,
  };
}

/**
 * A training whose steps made nothing better succeeds all the same, since numbers alone don't say what was wanted; but it says so.
 *
 * @param first the loss of the first step, that of the weights with which it began; not a number where it isn't known
 * @param last of the last steps
 */
function warningOf(spec: ResolvedTraining, first = Number.NaN, last = Number.NaN): string {
  const [ended, began] = [last.toFixed(4), first.toFixed(4)];
  const { objective, values } = objectiveOf(spec.objective);
  const width = widthOf(objective, networkOf(spec));
  const collapsed = objective.collapsedLoss?.({ images: spec.batch, width }, values);
  if (collapsed !== undefined && Math.abs(last - collapsed) < 1e-4)
    return `the loss ended at ${ended}, which is that of ${objective.rows.join(' and ')} that are all alike: the encoder has collapsed`;
  // What an objective keeps begins at random, and the first losses say nothing.
  if (!(last >= first) || objective.keeps) return '';
  return `the loss ended at ${ended}, no lower than the ${began} with which it began: the encoder has learned nothing, or has collapsed`;
}

/** The mean of the last tenth of the losses of steps, as far as they are known: of an epoch that is the only one its mean says nothing. */
function lossAtEnd(losses: readonly number[]): number {
  const last = losses.slice(-Math.ceil(losses.length / 10)).filter((loss) => !Number.isNaN(loss));
  return last.reduce((sum, loss) => sum + loss, 0) / last.length;
}

/** The loss of a step is that of the weights before it, and says nothing of those that the last step has left. */
function checkFinite(state: StateDict, step: number): void {
  for (const [name, { data }] of Object.entries(state)) {
    const strange = data.find((value) => !Number.isFinite(value));
    if (strange === undefined) continue;
    throw new ParallaxError('LOSS_NOT_FINITE', `${name} holds ${strange} after step ${step}, the last`, {
      metadata: { step: String(step), tensor: name, value: String(strange) },
    });
  }
}

/** As many losses as a result holds: a record must fit into a message of NATS, 1 MiB. */
const mostLosses = 1000;

/** All losses as a blob: where only every so many-th step's was kept, its metadata say so as `step_loss_every`. */
function putHistory(
  store: BlobStore,
  epochLosses: readonly number[],
  { stepLosses, lossEvery }: Pick<Trained, 'stepLosses' | 'lossEvery'>,
  signal: AbortSignal,
): Promise<BlobRef> {
  const vector = (values: readonly number[]) => ({
    dtype: 'F32' as const,
    shape: [values.length],
    data: Float32Array.from(values),
  });
  const tensors = { step_loss: vector(stepLosses), epoch_loss: vector(epochLosses) };
  return putResult(store, 'histories', tensors, { metadata: { step_loss_every: String(lossEvery) }, signal });
}
