import type { KV } from '@nats-io/kv';
import type { NatsConnection } from '@nats-io/transport-node';
import type { BlobRef, BlobStore, CallOptions, Tensors } from '@parallax/blobs';
import { mapNatsErrors, openBucket } from '@parallax/nats';

/**
 * Where in the bucket lies what jobs result in, each blob at `<folder>/<sha256>.safetensors`. The collector looks through
 * these: a kind whose results lie in a folder of their own adds it here.
 */
export const resultFolders = ['embeddings', 'encoders', 'histories'] as const;

/** Puts tensors that a job results in. They go when no job refers to them any more. */
export function putResult(
  store: BlobStore,
  folder: (typeof resultFolders)[number],
  tensors: Tensors,
  { metadata = {}, ...options }: CallOptions & { metadata?: Record<string, string> } = {},
): Promise<BlobRef> {
  return store.putTensors(folder, tensors, metadata, options);
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
