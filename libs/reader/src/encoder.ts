import {
  type Architecture,
  checkStateDict,
  featureCount,
  parameterShapes,
  readArchitecture,
  type StateDict,
  type Unchecked,
} from '@parallax/architecture';
import type { BlobRef, BlobStore, CallOptions, InspectOptions } from '@parallax/blobs';
import type { Encoder, EncoderRef, TrainingResult } from '@parallax/contract';
import { checkSha256, invalidField, notFound } from '@parallax/errors';
import { architectureOf, type ResolvedTraining } from '@parallax/specs';
import { type Normalisation, type Recipe, recipes } from '@parallax/views';

const centred = (recipes.identity as Recipe).normalisation;

/**
 * The blob of an encoder that lies in the store by its SHA-256, whoever trained or imported it.
 *
 * @throws INVALID_FIELD where it is no SHA-256; NOT_FOUND
 */
async function encoderBlob(sha256: string, store: BlobStore, options: CallOptions & InspectOptions): Promise<BlobRef> {
  checkSha256('encoder.sha256', sha256);
  const blob = await store.stat(`encoders/${sha256}.safetensors`, options);
  if (blob === undefined) throw notFound('encoder', sha256, 'it was neither trained nor imported here, or was deleted');
  return blob;
}

/**
 * The network of an encoder that is there, or that a training which may still run will leave. It reads no weights. An
 * encoder that is named by its SHA-256 is touched: a job is about to refer to it.
 *
 * @param trainings finds a training's record
 * @throws NOT_FOUND
 */
export async function findArchitecture(
  { training, sha256 = '' }: EncoderRef,
  trainings: (id: string) => Promise<{ spec: unknown }>,
  store: BlobStore,
  signal: AbortSignal,
): Promise<Architecture> {
  if (training !== undefined) return architectureOf((await trainings(training)).spec as ResolvedTraining);
  const { tensors } = await encoderBlob(sha256, store, { signal, touchAfter: 30_000 });
  return readArchitecture(Object.fromEntries(tensors.map(({ name, ...tensor }) => [name, tensor])));
}

/** The parameters of an encoder and its head. @throws INVALID_FIELD where the blob is no `state_dict` of theirs */
export async function readEncoder(blob: BlobRef, store: BlobStore, signal?: AbortSignal): Promise<StateDict> {
  return checkEncoder(await store.getTensors(blob, { signal }));
}

/** The parameters of an encoder and its head. @throws INVALID_FIELD where the tensors are no `state_dict` of theirs */
export function checkEncoder(tensors: Unchecked): StateDict {
  const { architecture, state } = checkStateDict(tensors);
  if (architecture.size !== 32) throw invalidField('image size', architecture.size, 'must be 32: our images are 32×32');
  return state;
}

/** What the API says of an encoder. */
export function encoderMessage(blob: BlobRef, state: StateDict): Required<Encoder> {
  const { architecture } = checkStateDict(state);
  const shapes = [...parameterShapes(architecture)].filter(([name]) => name.startsWith('encoder.'));
  return {
    blob,
    parameters: shapes.reduce((sum, [, shape]) => sum + shape.reduce((a, b) => a * b, 1), 0),
    channels: [...architecture.channels],
    features: featureCount(architecture),
    projections: architecture.head.outputs,
  };
}

/** An encoder that is there, and how the pixels that it takes are normalised. */
export interface Resolved {
  blob: BlobRef;
  /** The training's; for an encoder named by its SHA-256, mean and deviation 0.5. */
  normalisation: Normalisation;
}

/** What the record of a training holds. */
interface TrainingRecord {
  spec?: unknown;
  result?: unknown;
}

/**
 * The encoder that a reference stands for, once the training that it may name has succeeded.
 *
 * @param trainings finds a training's record
 * @throws NOT_FOUND
 */
export async function resolveEncoder(
  { training, sha256 = '' }: EncoderRef,
  trainings: (id: string) => Promise<TrainingRecord> | TrainingRecord | undefined,
  store: BlobStore,
  signal?: AbortSignal,
): Promise<Resolved> {
  if (training === undefined) return { blob: await encoderBlob(sha256, store, { signal }), normalisation: centred };
  const record = await trainings(training);
  const result = record?.result as TrainingResult | undefined;
  if (!record || !result) throw notFound('encoder', training, 'the training has not succeeded');
  const { recipe } = record.spec as { recipe: Recipe };
  return { blob: result.encoder?.blob as BlobRef, normalisation: recipe.normalisation };
}
