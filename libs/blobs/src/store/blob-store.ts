import { invalidField, ParallaxError } from '@parallax/errors';
import type { Settings } from '@parallax/settings';
import type { Client } from 'minio';
import { type BlobRef, checkKey } from '../blob-ref.js';
import {
  decodeSafetensors,
  readMetadata,
  readTensorInfos,
  safetensorsParts,
  streamSafetensors,
} from '../safetensors/file.js';
import type { StreamedTensor, TensorInfo, Tensors } from '../safetensors/tensor.js';
import { callStore } from './call.js';
import { bucketOf, makeBucket, openClient } from './client.js';
import { failure, isMissing } from './failure.js';
import { removeUnchanged } from './head.js';
import {
  decodeBlob,
  download,
  downloadForeign,
  downloadRange,
  hashObject,
  type InspectOptions,
  inspect,
  isSafetensors,
  measure,
  readHeader,
  sha256Of,
  sizeOf,
  upload,
} from './objects.js';

export interface CallOptions {
  signal?: AbortSignal;
}

interface ReadOptions extends CallOptions {
  /** Memory that nobody else uses, to read into if it is large enough: new memory costs as much as the copy. Default: new memory. */
  into?: Uint8Array | undefined;
}

interface OpenOptions extends CallOptions {
  /** How long a call may take with its retries, in milliseconds; large bodies have more time. Default: a minute. */
  timeout?: number;
  /** For how long a store that can't be reached is tried again, in milliseconds. Default: no more than any call. */
  patience?: number;
}

/** An object of a listing. */
export interface StoredObject {
  key: string;
  size: number;
  modified: Date;
}

/** What a safetensors file of somebody else's holds. */
interface Upload {
  tensors: Tensors;
  metadata: Record<string, string>;
}

/** Of a PUT, in bytes. */
const LARGEST_OBJECT = 5 * 2 ** 30;

/** How long a presigned URL holds, in seconds. */
const urlLifetime = 3600;

/**
 * Blobs in one bucket of an S3 store. What fails for a passing reason is tried again for a few seconds, and whatever the
 * store refuses or fails to do within the time of a call is UNAVAILABLE, with bucket, key and S3's code; a call that its
 * signal ends is CANCELLED. A key that none could have is INVALID_FIELD.
 */
export class BlobStore {
  readonly bucket: string;
  readonly #client: Client;
  /** Signs URLs for clients outside, who may see the store under another name. */
  readonly #publicClient: Client;
  readonly #timeout: number;

  private constructor(bucket: string, client: Client, publicClient: Client, timeout: number) {
    this.bucket = bucket;
    this.#client = client;
    this.#publicClient = publicClient;
    this.#timeout = timeout;
  }

  /**
   * Connects to the store of the settings, and makes the bucket where it is missing.
   *
   * @throws UNAVAILABLE; INVALID_FIELD that names the setting
   */
  static async open(
    settings: Settings,
    { signal, timeout = 60_000, patience = 0 }: OpenOptions = {},
  ): Promise<BlobStore> {
    const client = await openClient(settings, 'PARALLAX_S3_ENDPOINT');
    const outside = settings.optional('PARALLAX_S3_PUBLIC_ENDPOINT');
    const publicClient = outside ? await openClient(settings, 'PARALLAX_S3_PUBLIC_ENDPOINT') : client;
    const store = new BlobStore(bucketOf(settings), client, publicClient, timeout);
    const end = performance.now() + patience;
    for (;;) {
      try {
        await store.#call('CreateBucket', {}, signal, () => makeBucket(client, store.bucket));
        return store;
      } catch (thrown) {
        signal?.throwIfAborted();
        if (performance.now() > end) throw thrown;
      }
    }
  }

  /** A bucket of somebody else's, which is there or not: nothing is made. @throws INVALID_FIELD that names the setting */
  static async openForeign(settings: Settings): Promise<BlobStore> {
    const client = await openClient(settings, 'PARALLAX_S3_ENDPOINT');
    return new BlobStore(bucketOf(settings), client, client, 60_000);
  }

  /** Puts bytes at a key, over what was there. Where the key ends in `.safetensors`, they must be. */
  put(key: string, bytes: Uint8Array, options: CallOptions = {}): Promise<BlobRef> {
    const tensors = isSafetensors(key) ? readTensorInfos(bytes) : [];
    return this.#put(key, [bytes], sha256Of([bytes]), tensors, options);
  }

  /** Puts tensors at `prefix/<sha256>.safetensors`. The same tensors and metadata have the same key. */
  putTensors(
    prefix: string,
    tensors: Tensors,
    metadata: Record<string, string> = {},
    options: CallOptions = {},
  ): Promise<BlobRef> {
    const parts = safetensorsParts(tensors, metadata);
    const sha256 = sha256Of(parts);
    const infos = readTensorInfos(parts[0] as Uint8Array, sizeOf(parts));
    return this.#put(`${prefix}/${sha256}.safetensors`, parts, sha256, infos, options);
  }

  /** The same of tensors that are read piece by piece, twice. @throws INVALID_FIELD over 5 GiB, which is what S3 takes at once */
  async putStreamed(
    prefix: string,
    tensors: Record<string, StreamedTensor>,
    { signal }: CallOptions = {},
  ): Promise<BlobRef> {
    const { header, read } = streamSafetensors(tensors);
    const { sha256, size } = await measure(read());
    if (size > LARGEST_OBJECT) throw invalidField('tensors', `${size} bytes`, `must be at most ${LARGEST_OBJECT}`);
    const key = `${prefix}/${sha256}.safetensors`;
    const ref = { bucket: this.bucket, key, size, sha256, tensors: readTensorInfos(header, size) };
    await this.#callObject('PutObject', ref, signal, () => upload(this.#client, ref, read()));
    return ref;
  }

  /**
   * The whole object.
   *
   * @throws NOT_FOUND; BLOB_CORRUPT where its size or sha256 isn't the reference's; UNSUPPORTED_VERSION
   */
  get(ref: BlobRef, { signal, into }: ReadOptions = {}): Promise<Uint8Array> {
    let memory = into;
    return this.#callObject('GetObject', ref, signal, () => {
      // A try that was given up may still write: none but the first has it.
      const first = memory;
      memory = undefined;
      return download(this.#client, ref, first);
    });
  }

  /**
   * The bytes of an object from `start` to before `end`. They are not held against its sha256: for objects of others.
   *
   * @throws NOT_FOUND; BLOB_CORRUPT where the object is shorter
   */
  getRange(key: string, start: number, end: number, { signal }: CallOptions = {}): Promise<Uint8Array> {
    const place = { bucket: this.bucket, key };
    return this.#callObject('GetObject', { key, size: end - start }, signal, () =>
      downloadRange(this.#client, place, start, end),
    );
  }

  /** The object's tensors, as views of one buffer. @throws NOT_FOUND, BLOB_CORRUPT, UNSUPPORTED_VERSION */
  async getTensors(ref: BlobRef, options: ReadOptions = {}): Promise<Tensors> {
    return decodeBlob(ref, await this.get(ref, options));
  }

  /** What the header of a safetensors object says beside its tensors. @throws NOT_FOUND, BLOB_CORRUPT, UNSUPPORTED_VERSION */
  getMetadata(ref: BlobRef, { signal }: CallOptions = {}): Promise<Record<string, string>> {
    return this.#callObject(
      'GetObject',
      { key: ref.key },
      signal,
      async () => (await readHeader(this.#client, ref)).metadata,
    );
  }

  /**
   * What lies at a key, or undefined. An object that somebody else put there, without its hash beside it, is read through
   * once; with `ours` it doesn't count.
   *
   * @throws BLOB_CORRUPT where the key ends in `.safetensors` and the header isn't one; UNSUPPORTED_VERSION
   */
  async stat(key: string, { signal, ...options }: CallOptions & InspectOptions = {}): Promise<BlobRef | undefined> {
    const place = { bucket: this.bucket, key };
    const found = await this.#callObject('HeadObject', place, signal, async () => {
      const inspected = await inspect(this.#client, place, options);
      if (!inspected || !isSafetensors(key)) return inspected && { ...inspected, tensors: [] };
      const header = await readHeader(this.#client, { ...place, size: inspected.size }).catch((thrown) => {
        // It was removed a moment ago.
        if (isMissing(thrown)) return undefined;
        throw thrown;
      });
      return header && { ...inspected, tensors: header.tensors };
    });
    if (!found) return undefined;
    const { size, tensors } = found;
    const hash = () => this.#callObject('GetObject', { key, size }, signal, () => hashObject(this.#client, place));
    return { ...place, size, sha256: found.sha256 ?? (await hash()), tensors };
  }

  /** The same without a look at what it is. */
  async head(key: string, { signal }: CallOptions = {}): Promise<StoredObject | undefined> {
    const place = { bucket: this.bucket, key };
    const found = await this.#callObject('HeadObject', place, signal, () => inspect(this.#client, place));
    return found && { key, size: found.size, modified: found.modified };
  }

  /**
   * The tensors and metadata of an object that somebody else may have put there, whose fault it is where it holds none.
   *
   * @param field that names the object, for errors
   * @param object what `head` found
   * @throws INVALID_FIELD, NOT_FOUND; BLOB_CORRUPT where the object is ours and isn't what it was
   */
  async getUpload(field: string, { key, size }: StoredObject, { signal }: CallOptions = {}): Promise<Upload> {
    const place = { bucket: this.bucket, key };
    const ours = await this.stat(key, { signal, ours: true });
    const bytes = ours && (await this.get(ours, { signal }));
    try {
      const read = () => downloadForeign(this.#client, { ...place, size });
      const found = bytes ?? (await this.#callObject('GetObject', { key, size }, signal, read));
      return { tensors: decodeSafetensors(found), metadata: readMetadata(found) };
    } catch (thrown) {
      if (!(thrown instanceof ParallaxError) || thrown.reason !== 'BLOB_CORRUPT') throw thrown;
      // Where it lies is what the field says.
      const why = thrown.message.replace(/^.*no whole safetensors file: /, '').replace(/ \[bucket=[^\]]*\]$/, '');
      throw invalidField(field, key, `must name a whole safetensors file, and this is none: ${why}`);
    }
  }

  /** Removes the object that an error of `get` says is corrupt; what was put there since then stays. */
  async removeCorrupt({ metadata }: ParallaxError, { signal }: CallOptions = {}): Promise<void> {
    const { bucket = this.bucket, key = '', etag } = metadata;
    if (etag === undefined) return;
    await this.#callObject('DeleteObject', { bucket, key }, signal, () =>
      removeUnchanged(this.#client, { bucket, key, etag }),
    );
  }

  /** Removes objects; those that aren't there are no error. */
  async remove(keys: readonly string[], { signal }: CallOptions = {}): Promise<void> {
    if (keys.length === 0) return;
    const key = keys.length === 1 ? keys[0] : `${keys[0]} and ${keys.length - 1} more`;
    const failed = await this.#call('DeleteObjects', { key }, signal, () =>
      this.#client.removeObjects(this.bucket, [...keys]),
    );
    const error = failed.find((entry) => entry?.Error)?.Error as Record<'Key' | 'Code' | 'Message', string> | undefined;
    if (!error) return;
    const refusal = Object.assign(new Error(`${error.Code}: ${error.Message}`), { code: error.Code });
    throw failure(refusal, { bucket: this.bucket, key: error.Key });
  }

  /** All objects whose keys begin with `prefix` and come after `after`, in the order of their keys. */
  async *list(
    prefix: string,
    { after = '', signal }: CallOptions & { after?: string } = {},
  ): AsyncGenerator<StoredObject> {
    let token = '';
    do {
      const page = await this.#call('ListObjectsV2', { key: prefix }, signal, () =>
        this.#client.listObjectsV2Query(this.bucket, prefix, token, '', 1000, after),
      );
      for (const { name, size, lastModified } of page.objects) {
        if (name !== undefined) yield { key: name, size, modified: lastModified };
      }
      token = page.isTruncated ? page.nextContinuationToken : '';
    } while (token);
  }

  /** A URL from which anybody may download the object for an hour. */
  presignedGet(key: string): Promise<string> {
    return this.#publicClient.presignedGetObject(this.bucket, key, urlLifetime);
  }

  /** A URL to which anybody may upload the object for an hour. */
  presignedPut(key: string): Promise<string> {
    return this.#publicClient.presignedPutObject(this.bucket, key, urlLifetime);
  }

  async #put(key: string, parts: Uint8Array[], sha256: string, tensors: TensorInfo[], { signal }: CallOptions) {
    const ref = { bucket: this.bucket, key, size: sizeOf(parts), sha256, tensors };
    await this.#callObject('PutObject', ref, signal, () => upload(this.#client, ref, parts));
    return ref;
  }

  /** A call about one object. @throws INVALID_FIELD where none could have that key */
  async #callObject<T>(
    method: string,
    subject: { bucket?: string; key: string; size?: number },
    signal: AbortSignal | undefined,
    run: () => Promise<T>,
  ): Promise<T> {
    checkKey('key', subject.key);
    return this.#call(method, subject, signal, run);
  }

  #call<T>(
    method: string,
    { bucket = this.bucket, key = '', size }: { bucket?: string; key?: string; size?: number },
    signal: AbortSignal | undefined,
    run: () => Promise<T>,
  ): Promise<T> {
    return callStore({ method, bucket, key, size, timeout: this.#timeout, signal }, run);
  }
}
