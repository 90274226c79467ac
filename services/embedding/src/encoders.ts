import { randomUUID } from 'node:crypto';
import { type BlobStore, checkKey } from '@parallax/blobs';
import type { CreateUploadResponseInput, ImportEncoderRequest, ImportEncoderResponseInput } from '@parallax/contract';
import { invalidField, notFound, ParallaxError } from '@parallax/errors';
import { type Jobs, putResult } from '@parallax/jobs';
import { checkEncoder, encoderMessage, type LoadedEncoder, metadataOf } from '@parallax/reader';
import { type Call, Semaphore } from '@parallax/rpc';

const hour = 3600;

/**
 * Bytes of an encoder, and of all that are being imported at one time: a server has 512 MiB, and reads them whole to look at
 * each parameter. The notebook's has 9 MiB.
 */
const largest = 256 * 1024 ** 2;

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
  const memory = new Semaphore(largest, '256 MiB of encoders at once');
  return async ({ key = '' }: ImportEncoderRequest, { signal }: Call): Promise<ImportEncoderResponseInput> => {
    checkKey('key', key);
    const object = await store.head(key, { signal });
    if (object === undefined) throw notFound('object', key, `nothing lies there in the bucket ${store.bucket}`);
    if (object.size > largest) throw invalidField('key', key, `must name an object of at most ${largest} bytes`);
    const take = async () => {
      const found = encoderIn(key, await store.getUpload('key', object, { signal }));
      for (;;) {
        const blob = await putResult(store, 'encoders', found.state, { metadata: metadataOf(found), signal });
        const encoder = encoderMessage(blob, found);
        if (await jobs.keep(blob, encoder, signal)) return { encoder };
      }
    };
    return memory.run(object.size, take, signal);
  };
}

/** @throws INVALID_FIELD that names the key, and says which tensor isn't what it must be */
function encoderIn(key: string, { tensors, metadata }: Awaited<ReturnType<BlobStore['getUpload']>>): LoadedEncoder {
  try {
    return checkEncoder(tensors, metadata);
  } catch (thrown) {
    const error = ParallaxError.from(thrown);
    if (error.reason !== 'INVALID_FIELD') throw error;
    throw invalidField('key', key, `must name the state_dict of an encoder, but ${error.message}`);
  }
}
