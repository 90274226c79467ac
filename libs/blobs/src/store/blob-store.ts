import type { ParallaxError } from '@parallax/errors';
import type { Settings } from '@parallax/settings';
import type { Client } from 'minio';
import type { BlobRef } from '../blob-ref.js';
import { readTensorInfos } from '../safetensors/decode.js';
import { safetensorsParts } from '../safetensors/encode.js';
import type { TensorInfo, Tensors } from '../safetensors/tensor.js';
import { abortable, openClient } from './client.js';
import { removeUnchanged } from './conditional.js';
import { decodeBlob } from './decode-blob.js';
import { readVerified } from './download.js';
import { failure } from './failure.js';
import { type InspectOptions, inspect, isSafetensors } from './inspect.js';
import { withRetries } from './retry.js';
import { withS3Span } from './span.js';
import { sha256Of, sizeOf, upload } from './upload.js';

export interface CallOptions {
  signal?: AbortSignal;
}

/** An object of a listing. */
export interface StoredObject {
  key: string;
  size: number;
  modified: Date;
}

/** How long a presigned URL holds, in seconds. */
const urlLifetime = 3600;

/**
 * Blobs in one bucket of an S3 store. What fails for a passing reason is tried again for a few seconds, then UNAVAILABLE;
 * a call that its signal ends is CANCELLED; every error names bucket and key.
 */
export class BlobStore {
  readonly bucket: string;
  readonly #client: Client;
  /** Signs URLs for clients outside, who may see the store under another name. */
  readonly #publicClient: Client;

  private constructor(bucket: string, client: Client, publicClient: Client) {
    this.bucket = bucket;
    this.#client = client;
    this.#publicClient = publicClient;
  }

  /** Connects to the store of the settings, and makes the bucket where it is missing. @throws UNAVAILABLE */
  static async open(settings: Settings, { signal }: CallOptions = {}): Promise<BlobStore> {
    const client = openClient(settings, 'PARALLAX_S3_ENDPOINT');
    const outside = settings.optional('PARALLAX_S3_PUBLIC_ENDPOINT');
    const publicClient = outside ? openClient(settings, 'PARALLAX_S3_PUBLIC_ENDPOINT') : client;
    const store = new BlobStore(settings.required('PARALLAX_BUCKET'), client, publicClient);
    await store.#call('CreateBucket', {}, signal, () => store.#makeBucket());
    return store;
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

  /** The whole object. @throws NOT_FOUND; BLOB_CORRUPT where its size or sha256 isn't the reference's */
  get(ref: BlobRef, { signal }: CallOptions = {}): Promise<Uint8Array> {
    const read = async () => readVerified(await this.#client.getObject(ref.bucket, ref.key), ref);
    return this.#call('GetObject', ref, signal, read);
  }

  /** The object's tensors, as views of one buffer. @throws NOT_FOUND, BLOB_CORRUPT */
  async getTensors(ref: BlobRef, options: CallOptions = {}): Promise<Tensors> {
    return decodeBlob(ref, await this.get(ref, options));
  }

  /**
   * What lies at a key, or undefined. An object that somebody else put there, without its hash beside it, is read through
   * once; with `ours` it doesn't count. @throws BLOB_CORRUPT where the key ends in `.safetensors` and the header isn't one
   */
  stat(key: string, { signal, ...options }: CallOptions & InspectOptions = {}): Promise<BlobRef | undefined> {
    return this.#call('HeadObject', { key }, signal, () => inspect(this.#client, this.bucket, key, options));
  }

  /** Removes the object that an error of `get` says is corrupt; what was put there since then stays. */
  async removeCorrupt({ metadata }: ParallaxError, { signal }: CallOptions = {}): Promise<void> {
    const { bucket = this.bucket, key = '', etag = '' } = metadata;
    if (etag === '') return;
    await this.#call('DeleteObject', { bucket, key }, signal, () => removeUnchanged(this.#client, bucket, key, etag));
  }

  /** Removes objects; those that aren't there are no error. */
  async remove(keys: readonly string[], { signal }: CallOptions = {}): Promise<void> {
    if (keys.length === 0) return;
    const failed = await this.#call('DeleteObjects', { key: keys.join(' ') }, signal, () =>
      this.#client.removeObjects(this.bucket, [...keys]),
    );
    const error = failed.find((entry) => entry?.Error)?.Error as { Key?: string; Message?: string } | undefined;
    if (error) throw failure(new Error(error.Message), this.bucket, error.Key ?? '');
  }

  /** All objects whose keys begin with `prefix`, in the order of their keys. */
  async *list(prefix: string, { signal }: CallOptions = {}): AsyncGenerator<StoredObject> {
    let token = '';
    do {
      const page = await this.#call('ListObjectsV2', { key: prefix }, signal, () =>
        this.#client.listObjectsV2Query(this.bucket, prefix, token, '', 1000, ''),
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
    await this.#call('PutObject', ref, signal, () => upload(this.#client, this.bucket, key, parts, sha256));
    return ref;
  }

  async #makeBucket(): Promise<void> {
    if (await this.#client.bucketExists(this.bucket)) return;
    try {
      await this.#client.makeBucket(this.bucket);
    } catch (thrown) {
      // Another process made it in between.
      if (!/^BucketAlready/.test((thrown as { code?: string }).code ?? '')) throw thrown;
    }
  }

  async #call<T>(
    method: string,
    { bucket = this.bucket, key = '', size }: Partial<BlobRef>,
    signal: AbortSignal | undefined,
    call: () => Promise<T>,
  ): Promise<T> {
    return withS3Span(method, { bucket, key, size }, async () => {
      try {
        signal?.throwIfAborted();
        return await withRetries(() => abortable(signal, call), signal);
      } catch (thrown) {
        throw failure(thrown, bucket, key, signal);
      }
    });
  }
}
