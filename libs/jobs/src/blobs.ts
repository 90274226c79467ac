import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { KV } from '@nats-io/kv';
import type { NatsConnection } from '@nats-io/transport-node';
import type { BlobRef, BlobStore, CallOptions, StreamedTensor, Tensors } from '@parallax/blobs';
import { mapNatsErrors, openBucket } from '@parallax/nats';

/**
 * Where in the bucket lies what jobs result in, each blob at `<folder>/<sha256>.safetensors`. The collector looks through
 * these: a kind whose results lie in a folder of their own adds it here.
 */
export const resultFolders = ['embeddings', 'encoders', 'histories', 'pictures', 'probes', 'states'] as const;

/** Every sha256 that a value names. */
export function hashesIn(value: unknown): string[] {
  return [...(JSON.stringify(value) ?? '').matchAll(/\b[0-9a-f]{64}\b/g)].map(([sha256]) => sha256);
}

/** Where blobs may lie that a value names by their sha256 alone, such as a spec that names an encoder. */
export function keysByHash(value: unknown): string[] {
  return hashesIn(value).flatMap((sha256) => resultFolders.map((folder) => `${folder}/${sha256}.safetensors`));
}

/** Puts tensors that a job results in. They go when no job refers to them any more. */
export function putResult(
  store: BlobStore,
  folder: (typeof resultFolders)[number],
  tensors: Tensors,
  { metadata = {}, ...options }: CallOptions & { metadata?: Record<string, string> } = {},
): Promise<BlobRef> {
  return store.putTensors(folder, tensors, metadata, options);
}

/** The same of tensors that may be larger than memory. */
export function putStreamedResult(
  store: BlobStore,
  folder: (typeof resultFolders)[number],
  tensors: Record<string, StreamedTensor>,
  options: CallOptions = {},
): Promise<BlobRef> {
  return store.putStreamed(folder, tensors, options);
}

/** Blobs that stay whatever becomes of jobs, by their sha256: encoders that were imported. With each, what is known of it (JSON). */
export class KeptBlobs {
  readonly #kv: KV;

  private constructor(kv: KV) {
    this.#kv = kv;
  }

  /** @throws UNAVAILABLE */
  static async open(connection: NatsConnection): Promise<KeptBlobs> {
    return new KeptBlobs(await openBucket(connection, 'parallax_encoders'));
  }

  async put(sha256: string, about: object): Promise<void> {
    await mapNatsErrors(() => this.#kv.put(sha256, JSON.stringify(about)));
  }

  async has(sha256: string): Promise<boolean> {
    if (!/^[0-9a-f]{64}$/.test(sha256)) return false;
    const entry = await mapNatsErrors(() => this.#kv.get(sha256));
    return entry?.operation === 'PUT';
  }
}

/**
 * Which blobs are about to be removed. S3 has no removal that another one could stop, so whoever comes to rely on a blob looks
 * here afterwards: the collector says what it is going to remove before it looks at that for the last time. So either it sees
 * that somebody has put or touched the blob, or that one sees that it may go, and waits until it is known whether it has.
 */
export class Removals {
  readonly #kv: KV;

  private constructor(kv: KV) {
    this.#kv = kv;
  }

  /**
   * @param lifetime how long a removal is under way from when it is announced, in milliseconds
   * @throws UNAVAILABLE
   */
  static async open(connection: NatsConnection, lifetime: number): Promise<Removals> {
    return new Removals(await openBucket(connection, 'parallax_removals', lifetime));
  }

  /** Says that these are going to be removed. @throws UNAVAILABLE */
  async announce(keys: readonly string[]): Promise<void> {
    await mapNatsErrors(() => Promise.all(keys.map((key) => this.#kv.put(tokenOf(key), key))));
  }

  /** @throws UNAVAILABLE */
  async isUnderWay(key: string): Promise<boolean> {
    return (await mapNatsErrors(() => this.#kv.get(tokenOf(key))))?.operation === 'PUT';
  }

  /** Returns when no removal of the blob is under way. @throws UNAVAILABLE; why the signal aborted */
  async end(key: string, signal?: AbortSignal): Promise<void> {
    while (await this.isUnderWay(key)) await delay(1000, undefined, { signal });
  }
}

/** An object's key may have characters that a key in NATS can't. */
function tokenOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}
