import type { BlobRef, BlobStore } from '@parallax/blobs';
import type { Dataset, Encoder, TrainingResultInput } from '@parallax/contract';
import { ParallaxError } from '@parallax/errors';
import { putResult } from '@parallax/jobs';
import {
  type Model,
  objectiveOf,
  type Precision,
  spreadEvenly,
  type Trained,
  type Trainer,
  type TrainingEvidence,
  trainingVerdict,
  type Verdict,
} from '@parallax/learning';
import { foldStandardisation, type StateDict } from '@parallax/networks';
import { encoderMessage, type LoadedEncoder, metadataOf, type Stages } from '@parallax/reader';
import { networkOf, type ResolvedTraining, viewsOf, widthOf } from '@parallax/specs';
import { stateMetadata } from './checkpoint.js';
import type { Continued } from './continuation.js';
import type { TrainingObserver } from './observer.js';
import { type Plan, viewsBefore } from './plan.js';

export interface PutOptions {
  model: Model;
  /** The last, for an error. */
  step: number;
  preprocessing: LoadedEncoder['preprocessing'];
  store: BlobStore;
  signal: AbortSignal;
  stages: Stages;
}

/** Puts the encoder of a model as it is, as the stage `put`. @throws LOSS_NOT_FINITE where the last step has left weights that are no numbers */
export async function putEncoder({ model, step, preprocessing, store, signal, stages }: PutOptions): Promise<Encoder> {
  const encoder = { ...foldStandardisation(model.network, model.stateDict()), preprocessing, isAssumed: false };
  checkFinite(encoder.state, step);
  const put = () => putResult(store, 'encoders', encoder.state, { metadata: metadataOf(encoder), signal });
  return encoderMessage(await stages.time('put', put, ({ size }) => size), encoder);
}

/** A training that has come to its end. */
export interface Ended {
  training: ResolvedTraining;
  plan: Plan;
  trainer: Trainer;
  trained: Trained;
  /** Over all attempts. */
  seconds: number;
}

/** What there is beside it. */
export interface ResultContext {
  observer: TrainingObserver;
  continued: Continued | undefined;
  /** Puts the encoder as it is. */
  put: () => Promise<Encoder>;
  store: BlobStore;
  signal: AbortSignal;
}

/** What a training has come to, once all that it refers to is in the store. */
export async function resultOf(
  { training, plan, trainer, trained, seconds }: Ended,
  { observer, continued, put, store, signal }: ResultContext,
): Promise<TrainingResultInput> {
  const { learningRate, steps } = trainer;
  const views = viewsBefore(steps, training, plan);
  const verdict = verdictOf({ training, plan, trained }, observer.diagnostics);
  const last = { ...trained.state, ...observer.state() };
  return {
    encoder: await put(),
    ...{ steps, views, seconds, learningRate },
    viewsPerSecond: views / seconds,
    epochs: trained.epochLosses.length,
    losses: spreadEvenly(trained.epochLosses, mostLosses),
    history: await putHistory(store, trained, signal),
    state: await putResult(store, 'states', last, { metadata: stateMetadata(seconds), signal }),
    kept: [...observer.selection.kept],
    continued: continued?.told ?? '',
    stopped: observer.selection.stopped,
    stages: observer.stages,
    diagnostics: observer.diagnostics,
    verdict: verdict.text,
    warning: verdict.isWarning ? verdict.text : '',
  };
}

/** What whoever uses the encoder has to know of how it was trained. */
export function preprocessingOf(
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

/** What became of a training, in words. */
function verdictOf(
  { training, plan, trained: { stepLosses, lossEvery } }: Pick<Ended, 'training' | 'plan' | 'trained'>,
  diagnostics: TrainingEvidence['diagnostics'],
): Verdict {
  const network = networkOf(training);
  return trainingVerdict({
    objective: training.objective,
    images: Math.min(training.batch, plan.imagesPerEpoch),
    ...viewsOf(training),
    width: widthOf(objectiveOf(training.objective).objective, network),
    losses: stepLosses,
    lossEvery,
    stepsPerEpoch: plan.stepsPerEpoch,
    lastBatch: plan.lastBatch,
    diagnostics,
    projections: network.head?.outputs ?? 0,
  });
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
  { epochLosses, stepLosses, lossEvery }: Trained,
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
