import { checkStateDict, featureCount, parameterShapes, type StateDict } from '@parallax/architecture';
import type { BlobRef, BlobStore } from '@parallax/blobs';
import type { EncoderInput, EncoderRef } from '@parallax/contract';
import { notFound } from '@parallax/errors';

/**
 * The blob of an encoder that lies in the store by its SHA-256, whoever trained or imported it.
 *
 * @throws NOT_FOUND
 */
export async function encoderBlob(sha256: string, store: BlobStore, signal?: AbortSignal): Promise<BlobRef> {
  const blob = await store.stat(`encoders/${sha256}.safetensors`, { signal });
  if (blob === undefined) throw notFound('encoder', sha256, 'it was neither trained nor imported here, or was deleted');
  return blob;
}

/** The parameters of an encoder and its head. @throws INVALID_FIELD where the blob is no `state_dict` of theirs */
export async function readEncoder(blob: BlobRef, store: BlobStore, signal?: AbortSignal): Promise<StateDict> {
  return checkStateDict(await store.getTensors(blob, { signal })).state;
}

/** What the API says of an encoder. */
export function encoderMessage(blob: BlobRef, state: StateDict): EncoderInput {
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

/** The result of a training, in the record of a job that has succeeded. */
interface Trained {
  result?: { encoder?: { blob?: BlobRef } };
}

/** The blob that a reference stands for, once the training that it may name has succeeded. @throws NOT_FOUND */
export async function resolveEncoder(
  { training, sha256 = '' }: EncoderRef,
  trainings: (id: string) => Promise<Trained> | Trained | undefined,
  store: BlobStore,
  signal?: AbortSignal,
): Promise<BlobRef> {
  if (training === undefined) return encoderBlob(sha256, store, signal);
  const blob = (await trainings(training))?.result?.encoder?.blob;
  if (blob === undefined) throw notFound('encoder', training, 'the training has not succeeded');
  return blob;
}
