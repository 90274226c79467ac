import type { KV, KvEntry } from '@nats-io/kv';
import type { NatsConnection } from '@nats-io/transport-node';
import { notFound } from '@parallax/errors';
import { isConflict, mapNatsErrors } from '@parallax/nats';
import { idOf, kindOf, tokensOf } from '../id.js';
import type { JobKind, JobRecord } from '../record.js';
import { openBucket } from './bucket.js';
import { readAll } from './read-all.js';

const bucket = 'parallax_jobs';

/** What the subjects of the bucket's stream begin with. */
const prefix = `$KV.${bucket}.`;

/** Job records in a KV bucket. Every change is a compare-and-set on the revision, so none is lost between two writers. */
export class Records {
  readonly #kv: KV;
  readonly #connection: NatsConnection;

  private constructor(kv: KV, connection: NatsConnection) {
    this.#kv = kv;
    this.#connection = connection;
  }

  static async open(connection: NatsConnection): Promise<Records> {
    return new Records(await openBucket(connection, bucket), connection);
  }

  /** The record, or undefined. */
  async find(id: string): Promise<JobRecord | undefined> {
    if (!kindOf(id)) return undefined;
    const entry = await mapNatsErrors(() => this.#kv.get(tokensOf(id)));
    return entry ? recordOf(versionOf(entry)) : undefined;
  }

  /** @throws NOT_FOUND */
  async get(id: string): Promise<JobRecord> {
    const found = await this.find(id);
    if (!found) throw notFound(kindOf(id) ?? 'job', id);
    return found;
  }

  /** All records, of one kind or of all, in no order. In a cluster, changes of this very moment may be missing. */
  async all(kind?: JobKind): Promise<JobRecord[]> {
    const records = new Map<string, JobRecord>();
    const messages = readAll(this.#connection, `KV_${bucket}`, `${prefix}${kind ?? '*'}.*`);
    for await (const { subject, data, time, sequence } of messages) {
      const key = subject.slice(prefix.length);
      const record = recordOf({ key, value: data, written: time, revision: sequence });
      // One that changes meanwhile comes twice.
      if (record) records.set(key, record);
      else records.delete(key);
    }
    return [...records.values()];
  }

  /** Adds a record; where there is one of that id, returns undefined and leaves it. */
  async create(job: JobRecord): Promise<JobRecord | undefined> {
    try {
      const revision = await mapNatsErrors(() => this.#kv.create(tokensOf(job.id), encode(job)));
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
   * @throws NOT_FOUND; whatever `change` throws
   */
  async update(id: string, change: (job: JobRecord) => JobRecord | undefined): Promise<JobRecord> {
    for (;;) {
      const found = await this.get(id);
      const changed = change(found);
      if (!changed) return found;
      try {
        const revision = await mapNatsErrors(() => this.#kv.update(tokensOf(id), encode(changed), found.revision));
        return { ...changed, updateTime: new Date().toISOString(), revision };
      } catch (thrown) {
        if (!isConflict(thrown)) throw thrown;
      }
    }
  }

  /** Removes the record, unless it has changed since; returns whether it did. */
  async remove({ id, revision }: JobRecord): Promise<boolean> {
    try {
      await mapNatsErrors(() => this.#kv.purge(tokensOf(id), { previousSeq: revision, ttl: '1h' }));
      return true;
    } catch (thrown) {
      if (isConflict(thrown)) return false;
      throw thrown;
    }
  }

  /** The record as it is and after each change, until it is removed or `signal` aborts. Fast changes may come as one. */
  async *watch(id: string, signal?: AbortSignal): AsyncGenerator<JobRecord> {
    if (signal?.aborted) return;
    const entries = await mapNatsErrors(() => this.#kv.watch({ key: tokensOf(id) }));
    const stop = () => entries.stop();
    signal?.addEventListener('abort', stop);
    if (signal?.aborted) stop();
    try {
      for await (const entry of entries) {
        const record = recordOf(versionOf(entry));
        if (!record) return;
        yield record;
      }
    } finally {
      signal?.removeEventListener('abort', stop);
      stop();
    }
  }
}

function encode({ revision, updateTime, ...rest }: JobRecord): string {
  return JSON.stringify(rest);
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
  const record = JSON.parse(Buffer.from(value).toString()) as JobRecord;
  return { ...record, id: idOf(key), updateTime: written.toISOString(), revision };
}

function versionOf({ key, value, created, revision }: KvEntry): Version {
  return { key, value, written: created, revision };
}
