import { randomUUID } from 'node:crypto';
import type { BlobStore } from '@parallax/blobs';
import type { CreateUploadResponseInput, ImportEncoderRequest, ImportEncoderResponseInput } from '@parallax/contract';
import { invalidField, notFound } from '@parallax/errors';
import type { Jobs } from '@parallax/jobs';
import { encoderMessage, readEncoder } from '@parallax/reader';
import type { Call } from '@parallax/rpc';

const hour = 3600;

/** Bytes; the notebook's encoder has 9 MiB. */
const largest = 1024 ** 3;

/** Where to put an object, under a key that nobody guesses. */
export function createUpload(store: BlobStore) {
  return async (): Promise<CreateUploadResponseInput> => {
    const key = `uploads/${randomUUID()}`;
    const seconds = Math.floor(Date.now() / 1000) + hour;
    return { key, url: await store.presignedPut(key), expireTime: { seconds, nanos: 0 } };
  };
}

/** Takes a `state_dict` under its SHA-256. What is none stays where it is, and the error says why it is none. */
export function importEncoder(store: BlobStore, jobs: Jobs) {
  return async ({ key = '' }: ImportEncoderRequest, { signal }: Call): Promise<ImportEncoderResponseInput> => {
    if (key === '') throw invalidField('key', key, 'must be the key of an object in the store');
    const uploaded = await store.stat(key, { signal });
    if (uploaded === undefined) throw notFound('object', key, `nothing lies there in the bucket ${store.bucket}`);
    if (uploaded.size > largest) throw invalidField('key', key, `must name an object of at most ${largest} bytes`);
    const state = await readEncoder(uploaded, store, signal);
    const blob = await store.putTensors('encoders', state, {}, { signal });
    const encoder = encoderMessage(blob, state);
    await jobs.keep(blob.sha256, encoder);
    return { encoder };
  };
}
