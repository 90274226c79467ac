import type { BlobRef, BlobStore } from '@parallax/blobs';
import type { Dataset, Encoder } from '@parallax/contract';
import { ParallaxError } from '@parallax/errors';
import { putResult } from '@parallax/jobs';
import {
  type Model,
  objectiveOf,
  type Precision,
  type Trained,
  type TrainingEvidence,
  trainingVerdict,
  type Verdict,
} from '@parallax/learning';
import { foldStandardisation, type StateDict } from '@parallax/networks';
import { encoderMessage, type LoadedEncoder, metadataOf, type Stages } from '@parallax/reader';
import { networkOf, type ResolvedTraining, widthOf } from '@parallax/specs';

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
export function verdictOf(
  training: ResolvedTraining,
  { stepLosses }: Pick<Trained, 'stepLosses'>,
  diagnostics: TrainingEvidence['diagnostics'],
): Verdict {
  const network = networkOf(training);
  return trainingVerdict({
    objective: training.objective,
    images: training.batch,
    width: widthOf(objectiveOf(training.objective).objective, network),
    losses: stepLosses,
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
export const mostLosses = 1000;

/** All losses as a blob: where only every so many-th step's was kept, its metadata say so as `step_loss_every`. */
export function putHistory(
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
