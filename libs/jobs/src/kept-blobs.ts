import type { KV } from '@nats-io/kv';
import type { NatsConnection } from '@nats-io/transport-node';
import { mapNatsErrors, openBucket } from '@parallax/nats';

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
