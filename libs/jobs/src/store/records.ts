import type { KV, KvEntry } from '@nats-io/kv';
import type { NatsConnection } from '@nats-io/transport-node';
import { notFound } from '@parallax/errors';
import { isConflict, overNats } from '@parallax/events';
import { idOf, kindOf, tokensOf } from '../id.js';
import { type JobKind, type JobRecord, jobKinds } from '../record.js';
import { openBucket } from './bucket.js';

/** Job records in a KV bucket. Every change is a compare-and-set on the revision, so none is lost between two writers. */
export class Records {
  readonly #kv: KV;

  private constructor(kv: KV) {
    this.#kv = kv;
  }

  static async open(connection: NatsConnection): Promise<Records> {
    return new Records(await openBucket(connection, 'parallax_jobs'));
  }

  /** The record, or undefined. */
  async find(id: string): Promise<JobRecord | undefined> {
    if (!kindOf(id)) return undefined;
    const entry = await overNats(() => this.#kv.get(tokensOf(id)));
    return entry ? recordOf(entry) : undefined;
  }

  /** @throws NOT_FOUND */
  async get(id: string): Promise<JobRecord> {
    const found = await this.find(id);
    if (!found) throw notFound(kindOf(id) ?? 'job', id);
    return found;
  }

  /** All records of some kinds, in no order. */
  async all(kinds: readonly JobKind[] = jobKinds): Promise<JobRecord[]> {
    const records = new Map<string, JobRecord>();
    const entries = await overNats(() => this.#kv.history({ key: kinds.map((kind) => `${kind}.*`) }));
    for await (const entry of entries) {
      const record = recordOf(entry);
      if (record) records.set(record.id, record);
    }
    return [...records.values()];
  }

  /** Adds a record; where there is one of that id, returns undefined and leaves it. */
  async create(job: JobRecord): Promise<JobRecord | undefined> {
    try {
      const revision = await overNats(() => this.#kv.create(tokensOf(job.id), encode(job)));
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
        const revision = await overNats(() => this.#kv.update(tokensOf(id), encode(changed), found.revision));
        return { ...changed, updateTime: new Date().toISOString(), revision };
      } catch (thrown) {
        if (!isConflict(thrown)) throw thrown;
      }
    }
  }

  /** Removes the record, unless it has changed since; returns whether it did. */
  async remove({ id, revision }: JobRecord): Promise<boolean> {
    try {
      await overNats(() => this.#kv.purge(tokensOf(id), { previousSeq: revision, ttl: '1h' }));
      return true;
    } catch (thrown) {
      if (isConflict(thrown)) return false;
      throw thrown;
    }
  }

  /** The record as it is and after each change, until it is removed or `signal` aborts. Fast changes may come as one. */
  async *watch(id: string, signal?: AbortSignal): AsyncGenerator<JobRecord> {
    if (signal?.aborted) return;
    const entries = await overNats(() => this.#kv.watch({ key: tokensOf(id) }));
    const stop = () => entries.stop();
    signal?.addEventListener('abort', stop);
    if (signal?.aborted) stop();
    try {
      for await (const entry of entries) {
        const record = recordOf(entry);
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

function recordOf(entry: KvEntry): JobRecord | undefined {
  if (entry.operation !== 'PUT') return undefined;
  const updateTime = entry.created.toISOString();
  return { ...entry.json<JobRecord>(), id: idOf(entry.key), updateTime, revision: entry.revision };
}
