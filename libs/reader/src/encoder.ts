import { createHash } from 'node:crypto';
import {
  type BlobRef,
  type BlobStore,
  type CallOptions,
  decodeBlob,
  type InspectOptions,
  readMetadata,
} from '@parallax/blobs';
import type { Encoder, EncoderRef, TrainingResult } from '@parallax/contract';
import { checkSha256, invalidField, notFound, type ParallaxError } from '@parallax/errors';
import {
  checkImageSize,
  checkStateDict,
  countParameters,
  describeEncoder,
  encoderMetadata,
  type Network,
  type Preprocessing,
  partialMetadata,
  readEncoderMetadata,
  readNetwork,
  type StateDict,
  specOf,
  type Unchecked,
} from '@parallax/networks';
import { networkOf, type ResolvedTraining } from '@parallax/specs';

/** An encoder that was read: its parameters with those of its head, and what it expects. */
export interface LoadedEncoder {
  state: StateDict;
  network: Network;
  preprocessing: Preprocessing;
  /** Whether its file says nothing of its normalisation, so that it is assumed. */
  isAssumed: boolean;
  /** What its file says beside that. */
  stated?: Record<string, string>;
}

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
 * @throws NOT_FOUND, also where the training keeps no encoder of the epoch
 */
export async function findNetwork(
  { training, sha256 = '', epoch }: EncoderRef,
  trainings: (id: string) => Promise<TrainingRecord>,
  store: BlobStore,
  signal: AbortSignal,
): Promise<Network> {
  if (training !== undefined) {
    const record = await trainings(training);
    if (epoch !== undefined) checkKept({ training, epoch }, record);
    return networkOf(record.spec as ResolvedTraining);
  }
  const blob = await encoderBlob(sha256, store, { signal, touchAfter: 30_000 });
  return (await readExpectations(blob, store, signal)).network;
}

/** What an encoder expects, without its weights: two short reads of the store. @throws NOT_FOUND, INVALID_FIELD */
export async function readExpectations(
  blob: BlobRef,
  store: BlobStore,
  signal?: AbortSignal,
): Promise<Omit<LoadedEncoder, 'state'>> {
  const { network: hints, ...read } = readEncoderMetadata(await store.getMetadata(blob, { signal }));
  const shapes = Object.fromEntries(blob.tensors.map(({ name, ...tensor }) => [name, tensor]));
  return { network: checked(readNetwork(shapes, hints)), ...read };
}

/** An encoder and its head. @throws INVALID_FIELD where the blob is no `state_dict` of theirs */
export async function readEncoder(blob: BlobRef, store: BlobStore, signal?: AbortSignal): Promise<LoadedEncoder> {
  const bytes = await store.get(blob, { signal });
  return checkEncoder(decodeBlob(blob, bytes), readMetadata(bytes));
}

/** An encoder and its head. @throws INVALID_FIELD where the tensors are no `state_dict` of theirs, or the metadata are wrong */
export function checkEncoder(tensors: Unchecked, metadata: Readonly<Record<string, string>>): LoadedEncoder {
  const { network: hints, ...read } = readEncoderMetadata(metadata);
  const { network, state } = checkStateDict(tensors, hints);
  return { state, network: checked(network), ...read };
}

function checked(network: Network): Network {
  const problem = checkImageSize(network.size, network);
  if (problem) throw invalidField('image size', network.size, problem);
  return network;
}

/** What goes into the metadata of an encoder's file: of its normalisation nothing where nothing is known, so that it stays open. */
export function metadataOf({
  network,
  preprocessing,
  isAssumed,
  stated = {},
}: Omit<LoadedEncoder, 'state'>): Record<string, string> {
  return isAssumed ? partialMetadata(stated) : encoderMetadata(network, preprocessing);
}

/** What the API says of an encoder. */
export function encoderMessage(blob: BlobRef, { state, ...expectations }: LoadedEncoder): Required<Encoder> {
  return { ...expectationsMessage(blob, expectations), tensorsSha256: tensorsSha256(state) };
}

/** The same without its weights, of which there is a digest. */
export function expectationsMessage(
  blob: BlobRef,
  { network, preprocessing, isAssumed }: Omit<LoadedEncoder, 'state'>,
): Required<Omit<Encoder, 'tensorsSha256'>> {
  const { output, entries } = describeEncoder(network);
  return {
    blob,
    parameters: countParameters(entries),
    network: networkMessage(network),
    features: output[0] as number,
    projections: network.head?.outputs ?? 0,
    size: network.size,
    ...preprocessing,
    assumed: isAssumed,
  };
}

/** The network as the API says it. */
function networkMessage(network: Network): NonNullable<Encoder['network']> {
  return specOf(network) as NonNullable<Encoder['network']>;
}

/** Over an encoder's tensors alone, in the order of their names: of each its name and shape as JSON, and its bytes. */
function tensorsSha256(state: StateDict): string {
  const hash = createHash('sha256');
  for (const [name, { shape, data }] of Object.entries(state).toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(JSON.stringify([name, shape])).update(Buffer.from(data.buffer, data.byteOffset, data.byteLength));
  }
  return hash.digest('hex');
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
  { training, sha256 = '', epoch }: EncoderRef,
  trainings: (id: string) => Promise<TrainingRecord> | TrainingRecord | undefined,
  store: BlobStore,
  signal?: AbortSignal,
): Promise<BlobRef> {
  if (training === undefined) return encoderBlob(sha256, store, { signal });
  const result = (await trainings(training))?.result as TrainingResult | undefined;
  if (!result) throw notFound('encoder', training, 'the training has not succeeded');
  if (epoch === undefined) return result.encoder?.blob as BlobRef;
  return encoderBlob(keptEncoder({ training, epoch }, result), store, { signal });
}

type EpochRef = Required<Pick<EncoderRef, 'training' | 'epoch'>>;

/** The SHA-256 of the encoder that a training which has succeeded has kept of an epoch. @throws NOT_FOUND */
function keptEncoder(ref: EpochRef, { kept = [], epochs, encoder }: Partial<TrainingResult>): string {
  const all = [...kept, { epoch: epochs, encoder: encoder?.blob }];
  const found = all.find(({ epoch }) => epoch === ref.epoch)?.encoder?.sha256;
  if (found !== undefined) return found;
  const known = [...new Set(all.map(({ epoch }) => epoch))].filter((epoch) => epoch !== undefined);
  throw notKept(ref, `the training has kept those of the epochs ${known.join(', ')}`);
}

/** @throws NOT_FOUND where a training has not kept, or as far as its spec says will not keep, the encoder of an epoch */
function checkKept(ref: EpochRef, { spec, result }: TrainingRecord): void {
  if (result) {
    keptEncoder(ref, result);
    return;
  }
  const { epochs, keep: { everyEpochs = 0, best = [] } = {} } = spec as ResolvedTraining;
  const isKept = best.length > 0 || (everyEpochs > 0 && ref.epoch % everyEpochs === 0);
  if (ref.epoch > epochs || (ref.epoch < epochs && !isKept)) throw notKept(ref, 'the training will not keep it');
}

function notKept({ training, epoch }: EpochRef, hint: string): ParallaxError {
  return notFound('encoder', `${training}@${epoch}`, hint);
}
