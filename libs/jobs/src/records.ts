import { setTimeout as delay } from 'node:timers/promises';
import type { KV, KvEntry } from '@nats-io/kv';
import type { NatsConnection } from '@nats-io/transport-node';
import { notFound, ParallaxError } from '@parallax/errors';
import { isConflict, mapNatsErrors, openBucket, readAll } from '@parallax/nats';
import { decodeRecord, encodeRecord, idOf, type JobRecord, kindOf, tokensOf } from './job.js';
import { RecordWatch } from './record-watch.js';

const bucket = 'parallax_jobs';

/** What the subjects of the bucket's stream begin with. */
const prefix = `$KV.${bucket}.`;

/** Records that are read at the same time by one call. */
const readAtOnce = 64;

/** What NATS adds to a message, in bytes, kept free of its limit. */
const overhead = 4096;

/**
 * Job records in a KV bucket. Every change is a compare-and-set on the revision, so none is lost between two writers. A
 * write whose acknowledgement does not come is looked for in the bucket before it counts as failed.
 */
export class Records {
  readonly #kv: KV;
  readonly #connection: NatsConnection;
  readonly #watch: RecordWatch;

  private constructor(kv: KV, connection: NatsConnection) {
    this.#kv = kv;
    this.#connection = connection;
    this.#watch = new RecordWatch(connection, prefix, (id) => this.find(id));
  }

  /** @throws UNAVAILABLE */
  static async open(connection: NatsConnection): Promise<Records> {
    return new Records(await openBucket(connection, bucket), connection);
  }

  /** The record, or undefined. @throws UNAVAILABLE, UNSUPPORTED_VERSION */
  async find(id: string): Promise<JobRecord | undefined> {
    if (!kindOf(id)) return undefined;
    const entry = await mapNatsErrors(() => this.#kv.get(tokensOf(id)));
    return entry ? recordOf(versionOf(entry)) : undefined;
  }

  /** @throws NOT_FOUND; UNAVAILABLE, UNSUPPORTED_VERSION */
  async get(id: string): Promise<JobRecord> {
    const found = await this.find(id);
    if (!found) throw notFound(kindOf(id) ?? 'job', id);
    return found;
  }

  /** The records of several ids, in their order, undefined where there is none; some dozens are read at once. */
  async findAll(ids: readonly string[]): Promise<(JobRecord | undefined)[]> {
    const found: (JobRecord | undefined)[] = [];
    for (let at = 0; at < ids.length; at += readAtOnce) {
      const group = ids.slice(at, at + readAtOnce);
      found.push(...(await Promise.all(group.map((id) => this.find(id)))));
    }
    return found;
  }

  /** The same for whoever shows them: of a record that can't be read there is why. @throws UNAVAILABLE */
  async findReadable(ids: readonly string[]): Promise<(JobRecord | ParallaxError | undefined)[]> {
    return Promise.all(ids.map((id) => this.find(id).catch(unreadable)));
  }

  /** All records, in no order; one that changes meanwhile may come twice. @throws UNAVAILABLE, UNSUPPORTED_VERSION, BLOB_CORRUPT */
  async *all(): AsyncGenerator<JobRecord> {
    for await (const record of this.allReadable()) {
      if (record instanceof ParallaxError) throw record;
      yield record;
    }
  }

  /** The same for whoever goes on past records that can't be read: of such a one there is why, with its id as `name`. @throws UNAVAILABLE */
  async *allReadable(): AsyncGenerator<JobRecord | ParallaxError> {
    for await (const { subject, data, time, sequence } of readAll(this.#connection, `KV_${bucket}`, `${prefix}*.*`)) {
      const version = { key: subject.slice(prefix.length), value: data, written: time, revision: sequence };
      let record: JobRecord | ParallaxError | undefined;
      try {
        record = recordOf(version);
      } catch (thrown) {
        record = unreadable(thrown);
      }
      if (record) yield record;
    }
  }

  /** Adds a record; where there is one of that id, returns undefined and leaves it. */
  async create(job: JobRecord): Promise<JobRecord | undefined> {
    const json = this.#encode(job);
    try {
      const revision = await this.#written(job.id, json, 0, () => this.#kv.create(tokensOf(job.id), json));
      return { ...job, revision };
    } catch (thrown) {
      if (isConflict(thrown)) return undefined;
      throw thrown;
    }
  }

  /**
   * Changes a record: `change` gets it as it stands, and may be asked again when someone else was faster. Returns the
   * record as it then is; where `change` returns undefined it stays as it was.
   *
   * @throws NOT_FOUND; MESSAGE_TOO_LARGE where the record would not fit into a message of NATS; whatever `change` throws
   */
  async update(id: string, change: (job: JobRecord) => JobRecord | undefined): Promise<JobRecord> {
    for (;;) {
      const found = await this.get(id);
      const changed = change(found);
      if (!changed) return found;
      const json = this.#encode(changed);
      try {
        const put = () => this.#kv.update(tokensOf(id), json, found.revision);
        const revision = await this.#written(id, json, found.revision, put);
        return { ...changed, updateTime: new Date().toISOString(), revision };
      } catch (thrown) {
        if (!isConflict(thrown)) throw thrown;
      }
    }
  }

  /** Removes the record, unless it has changed since; returns whether it did. */
  async remove({ id, revision }: Pick<JobRecord, 'id' | 'revision'>): Promise<boolean> {
    try {
      await mapNatsErrors(() => this.#kv.purge(tokensOf(id), { previousSeq: revision, ttl: '1h' }));
      return true;
    } catch (thrown) {
      if (isConflict(thrown)) return false;
      throw thrown;
    }
  }

  /** Removes a record that is damaged; returns whether it was, and has not been put right meanwhile. @throws UNAVAILABLE */
  async removeDamaged(id: string): Promise<boolean> {
    const entry = await mapNatsErrors(() => this.#kv.get(tokensOf(id)));
    try {
      if (entry) recordOf(versionOf(entry));
      return false;
    } catch (thrown) {
      if (unreadable(thrown).reason !== 'BLOB_CORRUPT') return false;
    }
    return this.remove({ id, revision: entry?.revision ?? 0 });
  }

  /**
   * The record as it is and after changes, until it is removed or `signal` aborts. Who reads slowly gets the latest: nothing
   * is kept for them, neither here nor by NATS. @throws UNAVAILABLE
   */
  watch(id: string, signal?: AbortSignal): AsyncGenerator<JobRecord> {
    return this.#watch.follow(id, signal);
  }

  #encode(job: JobRecord): string {
    const json = encodeRecord(job);
    const limit = (this.#connection.info?.max_payload ?? 1024 ** 2) - overhead;
    const bytes = Buffer.byteLength(json);
    if (bytes <= limit) return json;
    throw new ParallaxError('MESSAGE_TOO_LARGE', `the record of ${job.id} has ${bytes} bytes: NATS takes ${limit}`, {
      metadata: { limit: String(limit), id: job.id },
    });
  }

  /** The revision of what `put` writes, also where NATS has written it and its answer went missing. */
  async #written(id: string, json: string, before: number, put: () => Promise<number>): Promise<number> {
    try {
      return await mapNatsErrors(put);
    } catch (thrown) {
      if (!(thrown instanceof ParallaxError && thrown.reason === 'UNAVAILABLE')) throw thrown;
      // What is about to be written may take a moment longer than its answer was waited for.
      await delay(100);
      const entry = await mapNatsErrors(() => this.#kv.get(tokensOf(id)));
      if (entry && entry.revision > before && entry.string() === json) return entry.revision;
      throw thrown;
    }
  }
}

/** Why a record can't be read, where that is what was thrown. */
function unreadable(thrown: unknown): ParallaxError {
  const error = ParallaxError.from(thrown);
  if (error.reason !== 'UNSUPPORTED_VERSION' && error.reason !== 'BLOB_CORRUPT') throw thrown;
  return error;
}

interface Version {
  /** The key in the bucket. */
  key: string;
  value: Uint8Array;
  written: Date;
  revision: number;
}

/** The record, or undefined where it has been removed: that leaves a version without a value. */
function recordOf({ key, value, written, revision }: Version): JobRecord | undefined {
  if (value.length === 0) return undefined;
  const record = decodeRecord(idOf(key), Buffer.from(value).toString());
  return { ...record, updateTime: written.toISOString(), revision };
}

function versionOf({ key, value, created, revision }: KvEntry): Version {
  return { key, value, written: created, revision };
}
