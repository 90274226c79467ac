import { DiscardPolicy, type JetStreamClient, jetstream, jetstreamManager, RetentionPolicy } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { ParallaxError } from '@parallax/errors';
import { ensureStream, isFull, mapNatsErrors, readAll, type Stored, storageOf } from '@parallax/nats';
import { hasEnded, idOf, type JobRecord, tokensOf } from './job.js';

const stream = 'PARALLAX_INDEX';
const prefix = 'parallax.index.';
const whole = `${prefix}whole`;

/** How many messages a search backwards first looks at; four times as many in each further step. */
const firstStep = 256;

/** An entry of the index: a job, where it stands, and since when. */
export interface Entry {
  id: string;
  position: number;
  time: Date;
}

/** One of `made`. */
export interface MadeEntry extends Entry {
  experiment: string;
}

/** What the index knows a job by. */
type Facts = Pick<JobRecord, 'id' | 'experiment' | 'dependsOn' | 'indexed'>;

/**
 * Where jobs are found without reading all their records: messages without content, each subject of which is a fact about
 * a job:
 *
 * - `live.<job>`: it has not ended, or not all has been done that follows from its end
 * - `waits.<job>.<job>`: the second of them, which is live, depends on the first
 * - `made.<experiment>.<job>`: it is there; in the order in which jobs were started
 *
 * Entries come before a record and go after it, so the index never lacks a job. It may hold one that is no more, or never
 * was, or that was going to be another experiment's when its start was cut off: the records decide.
 */
export class JobIndex {
  readonly #connection: NatsConnection;
  readonly #jetstream: JetStreamClient;

  private constructor(connection: NatsConnection) {
    this.#connection = connection;
    this.#jetstream = jetstream(connection);
  }

  /** @throws UNAVAILABLE */
  static async open(connection: NatsConnection): Promise<JobIndex> {
    const config = {
      name: stream,
      subjects: [`${prefix}>`],
      retention: RetentionPolicy.Limits,
      // What is there stays where it is: its place is its age.
      discard: DiscardPolicy.New,
      max_msgs_per_subject: 1,
      discard_new_per_subject: true,
      allow_direct: true,
      num_replicas: storageOf(connection).replicas,
    };
    await mapNatsErrors(async () => ensureStream(await jetstreamManager(connection), config));
    return new JobIndex(connection);
  }

  /** Fills the index where it is new, or a crash has cut that off. */
  async complete(records: () => AsyncIterable<JobRecord | ParallaxError>): Promise<void> {
    for await (const _ of this.#read(whole)) return;
    const jobs = new Map<string, Pick<JobRecord, 'id' | 'experiment' | 'dependsOn' | 'state' | 'createTime'>>();
    for await (const record of records()) {
      if (record instanceof ParallaxError) {
        // Nobody knows whether it has ended: it is looked at again and again.
        await this.#put(`${prefix}live.${tokensOf(record.metadata.name ?? '')}`);
        continue;
      }
      const { id, experiment, dependsOn, state, createTime } = record;
      jobs.set(id, { id, experiment, dependsOn, state, createTime });
    }
    const inOrder = [...jobs.values()].sort((a, b) => (a.createTime < b.createTime ? -1 : 1));
    for (const job of inOrder) await this.add(job);
    await this.#put(whole);
  }

  /** Before there is a record. Returns the position behind which the facts of a later job of the same id stand. */
  async add(job: Facts & Pick<JobRecord, 'state'>): Promise<number> {
    const tokens = tokensOf(job.id);
    const live = hasEnded(job)
      ? []
      : [`live.${tokens}`, ...job.dependsOn.map((on) => `waits.${tokensOf(on)}.${tokens}`)];
    const made = `made.${job.experiment}.${tokens}`;
    return Math.max(...(await Promise.all([...live, made].map((fact) => this.#put(prefix + fact)))));
  }

  /** When all has been done that follows from a job's end. */
  async settle({ id, dependsOn, indexed }: Facts): Promise<void> {
    const waits = dependsOn.map((on) => `waits.${tokensOf(on)}.${tokensOf(id)}`);
    for (const fact of [...waits, `live.${tokensOf(id)}`]) await this.#drop(fact, indexed);
  }

  /** When there is no record any more, or never was. */
  async forget({ id, experiment, indexed }: Facts): Promise<void> {
    await this.#drop(`made.${experiment}.${tokensOf(id)}`, indexed);
  }

  /** Takes back what `add` said of a job that was not taken on, since there is `first` of the same id. */
  async takeBack(job: Facts, first: Facts): Promise<void> {
    const known = new Set(first.dependsOn);
    for (const on of job.dependsOn) {
      if (!known.has(on)) await this.#drop(`waits.${tokensOf(on)}.${tokensOf(job.id)}`, job.indexed);
    }
    if (first.experiment !== job.experiment) await this.forget(job);
  }

  /** The same, of a job of which nothing else is known. */
  async forgetUnknown(id: string): Promise<void> {
    for (const fact of [`made.*.${tokensOf(id)}`, `waits.*.*.${tokensOf(id)}`, `live.${tokensOf(id)}`]) {
      await this.#drop(fact);
    }
  }

  /** The entry of a job that has not ended, or of whose end not all has been done that follows. */
  async findLive(id: string): Promise<Entry | undefined> {
    for await (const message of this.#read(`${prefix}live.${tokensOf(id)}`)) return entryOf(message);
    return undefined;
  }

  /** The last position of what says that a job has not ended; 0 where nothing does. */
  async lastOf(id: string): Promise<number> {
    let last = 0;
    for (const fact of [`live.${tokensOf(id)}`, `waits.*.*.${tokensOf(id)}`]) {
      for await (const { sequence } of this.#read(prefix + fact)) last = Math.max(last, sequence);
    }
    return last;
  }

  /** Those that have not ended, the oldest first. */
  async *live(): AsyncGenerator<Entry> {
    for await (const message of this.#read(`${prefix}live.*.*`)) yield entryOf(message);
  }

  /** Those that depend on a job, and have not ended. */
  async *dependents(id: string): AsyncGenerator<Entry> {
    for await (const message of this.#read(`${prefix}waits.${tokensOf(id)}.*.*`)) yield entryOf(message);
  }

  /** Those that there are, of an experiment or of all, the newest first. @param before a position: only those before it */
  async *newest(experiment: string | undefined, before?: number): AsyncGenerator<MadeEntry> {
    // An experiment's are few and found by subject; of all there are many, which lie close together.
    const subject = experiment ? `${prefix}made.${experiment}.*.*` : `${prefix}>`;
    const { first_seq, last_seq } = await this.#state();
    let end = Math.min(before ?? Infinity, last_seq + 1);
    for (let step = firstStep; end > first_seq; step *= 4) {
      const start = Math.max(first_seq, end - step);
      const found: MadeEntry[] = [];
      for await (const message of this.#read(subject, start, end)) {
        const [fact, itsExperiment = ''] = message.subject.slice(prefix.length).split('.');
        if (fact === 'made') found.push({ ...entryOf(message), experiment: itsExperiment });
      }
      yield* found.reverse();
      end = start;
    }
  }

  /** The time by NATS' clock, in milliseconds since 1970. @throws UNAVAILABLE */
  async now(): Promise<number> {
    return mapNatsErrors(async () => {
      const manager = await this.#jetstream.jetstreamManager(false);
      return Date.parse((await manager.streams.info(stream)).ts ?? '');
    });
  }

  #read(subject: string, from?: number, to?: number): AsyncGenerator<Stored> {
    return readAll(this.#connection, stream, subject, from, to);
  }

  #state() {
    return mapNatsErrors(async () => {
      const manager = await this.#jetstream.jetstreamManager();
      return (await manager.streams.info(stream)).state;
    });
  }

  /** Returns the position of the fact, which may be there already. */
  async #put(subject: string): Promise<number> {
    try {
      return (await mapNatsErrors(() => this.#jetstream.publish(subject))).seq;
    } catch (thrown) {
      if (!isFull(thrown)) throw thrown;
    }
    for await (const { sequence } of this.#read(subject)) return sequence;
    return 0;
  }

  /** @param last the position behind which it is another job's fact. Default: none */
  async #drop(fact: string, last?: number): Promise<void> {
    await mapNatsErrors(async () => {
      const manager = await this.#jetstream.jetstreamManager();
      const filter = prefix + fact;
      await manager.streams.purge(stream, last === undefined ? { filter } : { filter, seq: last + 1 });
    });
  }
}

/** Of all facts, the job that they are about stands last. */
function entryOf({ subject, sequence, time }: Stored): Entry {
  return { id: idOf(subject.split('.').slice(-2).join('.')), position: sequence, time };
}
