import { randomUUID } from 'node:crypto';
import { type BlobStore, checkKey, readTensorInfos } from '@parallax/blobs';
import type {
  CreateUploadResponseInput,
  GetEncoderRequest,
  GetEncoderResponseInput,
  ImportEncoderRequest,
  ImportEncoderResponseInput,
  ListEncodersRequest,
  ListEncodersResponseInput,
} from '@parallax/contract';
import { ahead } from '@parallax/data';
import { checkInteger, invalidField, notFound, ParallaxError } from '@parallax/errors';
import { type Jobs, putResult } from '@parallax/jobs';
import { adaptStateDict, notebook, noteOnSize, readEncoderMetadata, sizeOfShape } from '@parallax/networks';
import {
  checkEncoder,
  encoderMessage,
  expectationsMessage,
  type LoadedEncoder,
  metadataOf,
  readEncoder,
  readExpectations,
  resolveEncoder,
} from '@parallax/reader';
import { type Call, Semaphore } from '@parallax/rpc';
import { checkEncoderRef, resolveNetwork } from '@parallax/specs';
import { checkNormalisation } from '@parallax/views';
import { TELLING_BYTES, tellForeignFile } from './foreign-file.js';
import { hintFor } from './state-dict-hint.js';

const hour = 3600;

/**
 * Bytes that encoders take in memory which are being looked at, one and all at one time: a server has 1 GiB, and reads them whole to look
 * at each parameter. The notebook's has 9 MiB, `vit_base` 325.
 */
const mostBytes = 512 * 2 ** 20;

const memory = new Semaphore(mostBytes, '512 MiB of encoders at once');

/** Of a file, those that nearly always hold its header. */
const HEADER_BYTES = 2 ** 16;

/** Bytes of a safetensors file in memory, with the float32 that other numbers become; where its header is larger than usual, the most that may be. */
function bytesInMemory(start: Uint8Array, size: number): number {
  try {
    const converted = readTensorInfos(start, size).filter(({ dtype }) => ['F16', 'BF16', 'F64'].includes(dtype));
    return size + converted.reduce((sum, { shape }) => sum + 4 * sizeOfShape(shape), 0);
  } catch {
    return 3 * size;
  }
}

/** Where to put an object, under a key that nobody guesses. */
export function createUpload(store: BlobStore) {
  return async (): Promise<CreateUploadResponseInput> => {
    const key = `uploads/${randomUUID()}`;
    const seconds = Math.floor(Date.now() / 1000) + hour;
    return { key, url: await store.presignedPut(key), expireTime: { seconds, nanos: 0 } };
  };
}

/**
 * Takes a `state_dict` under its SHA-256. What is none stays where it is, and the error says why it is none.
 *
 * @throws OVERLOADED where too much is being imported already
 */
export function importEncoder(store: BlobStore, jobs: Jobs) {
  return async (request: ImportEncoderRequest, { signal }: Call): Promise<ImportEncoderResponseInput> => {
    const { key = '' } = request;
    checkKey('key', key);
    const object = await store.head(key, { signal });
    if (object === undefined) throw notFound('object', key, `nothing lies there in the bucket ${store.bucket}`);
    const start = await store.getRange(key, 0, Math.min(object.size, HEADER_BYTES), { signal });
    const foreign = tellForeignFile(start.subarray(0, TELLING_BYTES));
    if (foreign) throw invalidField('key', key, `must name a safetensors file, and is ${foreign}`);
    const bytes = bytesInMemory(start, object.size);
    if (bytes > mostBytes)
      throw invalidField(
        'key',
        key,
        `must take at most ${mostBytes} bytes in memory, as a file and as float32, and takes ${bytes}`,
      );
    const take = async () => {
      const found = encoderIn(request, await store.getUpload('key', object, { signal }));
      for (;;) {
        const blob = await putResult(store, 'encoders', found.state, { metadata: metadataOf(found), signal });
        const encoder = encoderMessage(blob, found);
        if (await jobs.keep(blob, encoder, signal)) return { encoder, notes: found.notes };
      }
    };
    return memory.run(bytes, take, signal);
  };
}

/** @throws INVALID_FIELD that names the key, and says which tensor isn't what it must be */
function encoderIn(
  request: ImportEncoderRequest,
  { tensors, metadata }: Awaited<ReturnType<BlobStore['getUpload']>>,
): LoadedEncoder & { notes: string[] } {
  const { key } = request;
  const { network: own, ...rest } = metadata;
  // Whoever names a network knows better than the file.
  const said = { ...rest, ...(own !== undefined && !request.network && { network: own }), ...metadataIn(request) };
  const hints = readEncoderMetadata(said).network;
  const adapted = adaptStateDict(tensors, hints);
  try {
    const found = checkEncoder(adapted.tensors, said);
    return { ...found, notes: [...adapted.notes, ...noteOnSize(found.network, hints)] };
  } catch (thrown) {
    const error = ParallaxError.from(thrown);
    if (error.reason !== 'INVALID_FIELD') throw error;
    const names = Object.keys(tensors);
    const has = `it has ${names.slice(0, 5).join(', ') || 'no tensors'}${names.length > 5 ? ` and ${names.length - 5} more` : ''}`;
    const hint = hintFor(error, names, said);
    throw invalidField('key', key, `must name the state_dict of an encoder, but ${error.message}; ${has}${hint}`);
  }
}

/** What a request says of an encoder, as the metadata of its file would. @throws INVALID_FIELD */
function metadataIn(request: ImportEncoderRequest): Record<string, string> {
  const { normalisation, size, fit, network, licence, origin } = request;
  if (normalisation) checkNormalisation('normalisation', normalisation);
  return {
    ...(normalisation && {
      mean: JSON.stringify(normalisation.mean),
      standard_deviation: JSON.stringify(normalisation.standardDeviation),
    }),
    ...(size !== undefined && { image_size: String(size) }),
    ...(fit && { fit }),
    ...(network && networkIn(network)),
    ...(licence && { licence }),
    ...(origin && { origin }),
  };
}

/** Of the notebook's network the tensors tell the channels. */
function networkIn(network: NonNullable<ImportEncoderRequest['network']>): Record<string, string> {
  const { conv, size, initialisation } = network;
  if (size !== undefined) throw invalidField('network.size', size, 'must be left out: size is a field beside it');
  if (initialisation !== undefined)
    throw invalidField('network.initialisation', initialisation, 'must be left out: the weights are there');
  if (!conv || conv.channels.length > 0)
    return { network: JSON.stringify(resolveNetwork('network', network, notebook)) };
  return conv.globalPooling === 'GLOBAL_POOLING_AVERAGE' ? { global_pooling: 'average' } : { global_pooling: 'none' };
}

/** What is known of an encoder. */
export function getEncoder(store: BlobStore, jobs: Jobs) {
  return async ({ encoder: ref }: GetEncoderRequest, { signal }: Call): Promise<GetEncoderResponseInput> => {
    checkEncoderRef('encoder', ref);
    const blob = await resolveEncoder(ref, (id) => jobs.get(id), store, signal);
    const read = async () => encoderMessage(blob, await readEncoder(blob, store, signal));
    const encoder = await memory.run(blob.size, read, signal);
    return { encoder: { ...encoder, blob: { ...blob, url: await store.presignedGet(blob.key) } } };
  };
}

const defaultPage = 50;
const largestPage = 1000;

/** Encoders that are read at once for a page, and how many a server remembers: what lies under a digest stays what it is. */
const readAtOnce = 16;
const remembered = 4 * largestPage;

/** Pages by sha256 (AIP-158): the token is the last of the page before. */
export function listEncoders(store: BlobStore) {
  const known = new Map<string, ReturnType<typeof expectationsMessage>>();
  const describe = async (key: string, signal: AbortSignal) => {
    const found = known.get(key);
    if (found) return found;
    const blob = await store.stat(key, { signal });
    // It may have been removed a moment ago.
    if (!blob) return undefined;
    const encoder = expectationsMessage(blob, await readExpectations(blob, store, signal));
    const [oldest] = known.keys();
    if (oldest !== undefined && known.size >= remembered) known.delete(oldest);
    known.set(key, encoder);
    return encoder;
  };
  return async (
    { pageSize = 0, pageToken = '' }: ListEncodersRequest,
    { signal }: Call,
  ): Promise<ListEncodersResponseInput> => {
    checkInteger('page_size', pageSize, 0, Number.MAX_SAFE_INTEGER);
    const most = Math.min(pageSize || defaultPage, largestPage);
    // It goes to the store, so it must be a key there.
    if (pageToken) checkKey('page_token', pageToken);
    const keys: string[] = [];
    for await (const { key } of store.list('encoders/', { after: pageToken && `encoders/${pageToken}`, signal })) {
      keys.push(key);
      if (keys.length > most) break;
    }
    const encoders = [];
    for await (const encoder of ahead(keys.slice(0, most), readAtOnce, (key) => describe(key, signal))) {
      if (encoder) encoders.push(encoder);
    }
    return { encoders, nextPageToken: keys.length > most ? keys[most - 1]?.replace('encoders/', '') : '' };
  };
}
