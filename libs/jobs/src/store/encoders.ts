import type { KV } from '@nats-io/kv';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Encoder } from '@parallax/contract';
import { mapNatsErrors } from '@parallax/nats';
import { openBucket } from './bucket.js';

/** The encoders that were imported, by the sha256 of their blobs. */
export class Encoders {
  readonly #kv: KV;

  private constructor(kv: KV) {
    this.#kv = kv;
  }

  /** @throws UNAVAILABLE */
  static async open(connection: NatsConnection): Promise<Encoders> {
    return new Encoders(await openBucket(connection, 'parallax_encoders'));
  }

  async put(sha256: string, encoder: Encoder): Promise<void> {
    await mapNatsErrors(() => this.#kv.put(sha256, JSON.stringify(encoder)));
  }

  /** The encoder, or undefined. */
  async get(sha256: string): Promise<Encoder | undefined> {
    if (!/^[0-9a-f]{64}$/.test(sha256)) return undefined;
    const entry = await mapNatsErrors(() => this.#kv.get(sha256));
    return entry?.operation === 'PUT' ? entry.json<Encoder>() : undefined;
  }

  async has(sha256: string): Promise<boolean> {
    return (await this.get(sha256)) !== undefined;
  }
}
