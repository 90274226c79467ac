import { randomBytes } from 'node:crypto';
import type { KV } from '@nats-io/kv';
import type { NatsConnection } from '@nats-io/transport-node';
import { isConflict, mapNatsErrors, openBucket } from '@parallax/nats';

/** The trace of each experiment, by the experiment's name: who opens an experiment first brings it. */
export class Experiments {
  readonly #kv: KV;

  private constructor(kv: KV) {
    this.#kv = kv;
  }

  static async open(connection: NatsConnection): Promise<Experiments> {
    return new Experiments(await openBucket(connection, 'parallax_experiments'));
  }

  /**
   * The `traceparent` of an experiment.
   *
   * @param current that of the call under way, which becomes the experiment's where the call opens it; otherwise a new one
   */
  async traceOf(experiment: string, current: string | undefined): Promise<string> {
    const opened = current ?? newTraceparent();
    try {
      await mapNatsErrors(() => this.#kv.create(experiment, opened));
      return opened;
    } catch (thrown) {
      if (!isConflict(thrown)) throw thrown;
    }
    const entry = await mapNatsErrors(() => this.#kv.get(experiment));
    return entry?.operation === 'PUT' ? entry.string() : opened;
  }

  async forget(experiment: string): Promise<void> {
    await mapNatsErrors(() => this.#kv.purge(experiment, { ttl: '1h' }));
  }
}

export function traceIdOf(traceparent: string): string {
  return traceparent.split('-')[1] ?? '';
}

/** Version 00, a random trace and parent, sampled. */
function newTraceparent(): string {
  return `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-01`;
}
