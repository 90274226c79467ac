import { setMaxListeners } from 'node:events';
import {
  AckPolicy,
  type Consumer,
  DiscardPolicy,
  type JetStreamClient,
  type JetStreamManager,
  type JsMsg,
  jetstream,
  jetstreamManager,
  RetentionPolicy,
} from '@nats-io/jetstream';
import { type NatsConnection, nanos } from '@nats-io/transport-node';
import { ParallaxError } from '@parallax/errors';
import {
  type Destination,
  deleteConsumer,
  ensureConsumer,
  ensureStream,
  isFull,
  mapNatsErrors,
  sending,
  storageOf,
} from '@parallax/nats';
import { idOf, type JobKind, type JobRecord, jobKinds, type Priority, priorities, tokensOf } from './job.js';

/** The stream that the queue lies in. */
const queueStream = 'PARALLAX_JOBS';

/** How many jobs may wait. */
const capacity = 100_000;

/** How long one request for a message stays with the server, in milliseconds. */
const requestLifetime = 10_000;

/** The least that NATS's client lets a request stay, in milliseconds. */
export const shortestRequest = 1000;

/** What tells a job's place in the queue. */
export type Queued = Pick<JobRecord, 'id' | 'pinned' | 'options'>;

/** A job that a worker got from the queue. It stays there until `message` is acknowledged. */
export interface Delivery {
  id: string;
  message: JsMsg;
}

/**
 * The work queue: a job's id lies in it from when it may run until it has ended. Each job has a subject of its own, which
 * holds one message, so that pushing a job twice is harmless, and there is one consumer for each kind of worker and each
 * priority: `training-high`, `training`, `training-low`. A pinned job's subject is none of theirs: it has a consumer to
 * itself, for whoever started it.
 */
export class Queue {
  readonly #jetstream: JetStreamClient;
  readonly #lease: number;
  readonly #consumers = new Map<string, Consumer>();

  private constructor(connection: NatsConnection, lease: number) {
    this.#jetstream = jetstream(connection);
    this.#lease = lease;
  }

  /** Makes the stream and its consumers: KEDA, for one, reads their lag before a worker comes. */
  static open(connection: NatsConnection, lease: number): Promise<Queue> {
    return mapNatsErrors(async () => {
      const manager = await jetstreamManager(connection);
      await ensureStream(manager, {
        name: queueStream,
        subjects: ['parallax.jobs.>'],
        retention: RetentionPolicy.Workqueue,
        // With `old`, a full stream would drop jobs that nobody has run.
        discard: DiscardPolicy.New,
        max_msgs: capacity,
        max_msgs_per_subject: 1,
        discard_new_per_subject: true,
        num_replicas: storageOf(connection).replicas,
      });
      for (const kind of jobKinds) {
        for (const priority of priorities) {
          const subject = `parallax.jobs.${levelOf(priority)}${kind}.*`;
          await makeConsumer(manager, consumerOf(kind, priority), subject, lease);
        }
      }
      return new Queue(connection, lease);
    });
  }

  /** Puts a job into the queue, unless it is there. @throws QUEUE_FULL */
  async push(job: Queued): Promise<void> {
    try {
      await sending('publish', destinationOf(job), 0, (headers) =>
        mapNatsErrors(() => this.#jetstream.publish(subjectOf(job), undefined, { headers })),
      );
    } catch (thrown) {
      if (!isFull(thrown)) throw thrown;
      if (thrown.message.includes('per subject')) return;
      throw new ParallaxError('QUEUE_FULL', `${capacity} jobs are waiting: try again later`, { cause: thrown });
    }
  }

  /** Takes a job out of the queue, whoever may have it. */
  async drop(job: Queued): Promise<void> {
    await mapNatsErrors(async () => {
      const manager = await this.#jetstream.jetstreamManager();
      await manager.streams.purge(queueStream, { filter: subjectOf(job) });
      if (job.pinned) await deleteConsumer(manager, queueStream, job.id);
    });
  }

  /**
   * Waits for a job of a kind, the highest priority first; undefined where none came in some seconds, or `signal` aborted.
   *
   * @param expires milliseconds to wait, at least `shortestRequest`
   */
  async next(kind: JobKind, signal: AbortSignal, expires = requestLifetime): Promise<Delivery | undefined> {
    const consumers = await Promise.all(priorities.map((priority) => this.#consumer(consumerOf(kind, priority))));
    for (const consumer of consumers) {
      const { num_pending } = await mapNatsErrors(() => consumer.info());
      const delivery = num_pending > 0 ? await pull(consumer, signal, shortestRequest) : undefined;
      if (delivery) return delivery;
    }
    // Requests of earlier calls, which have not expired yet, listen too.
    setMaxListeners(0, signal);
    return first(consumers.map((consumer) => pull(consumer, signal, expires)));
  }

  /** Waits for the pinned job, as `next` does. */
  async nextPinned(id: string, signal: AbortSignal): Promise<Delivery | undefined> {
    return pull(await this.#pinnedConsumer(id), signal, requestLifetime);
  }

  /** Whether other workers are there for a job that a worker has got: busy with others of its kind, or waiting for one like it. */
  async hasOtherWorkers({ kind, options }: Pick<JobRecord, 'kind' | 'options'>): Promise<boolean> {
    const infos = await Promise.all(
      priorities.map(async (priority) => {
        const consumer = await this.#consumer(consumerOf(kind, priority));
        return { priority, ...(await mapNatsErrors(() => consumer.info())) };
      }),
    );
    const taken = infos.reduce((sum, { num_ack_pending }) => sum + num_ack_pending, 0);
    return taken > 1 || infos.some((each) => each.priority === options.priority && each.num_waiting > 0);
  }

  async #consumer(name: string): Promise<Consumer> {
    const known = this.#consumers.get(name);
    if (known) return known;
    const consumer = await mapNatsErrors(() => this.#jetstream.consumers.get(queueStream, name));
    this.#consumers.set(name, consumer);
    return consumer;
  }

  /** The consumer of one pinned job; it goes when the job is dropped. */
  #pinnedConsumer(id: string): Promise<Consumer> {
    return mapNatsErrors(async () => {
      const manager = await this.#jetstream.jetstreamManager();
      await makeConsumer(manager, id, pinnedSubject(id), this.#lease);
      return this.#jetstream.consumers.get(queueStream, id);
    });
  }
}

function makeConsumer(manager: JetStreamManager, name: string, subject: string, lease: number): Promise<void> {
  return ensureConsumer(manager, queueStream, {
    durable_name: name,
    filter_subject: subject,
    ack_policy: AckPolicy.Explicit,
    ack_wait: nanos(lease),
    max_ack_pending: -1,
  });
}

/** The token that a subject has for its priority, and none where that is normal. */
function levelOf(priority: Priority): string {
  return priority === 'normal' ? '' : `${priority}.`;
}

function consumerOf(kind: JobKind, priority: Priority): string {
  return priority === 'normal' ? kind : `${kind}-${priority}`;
}

function pinnedSubject(id: string): string {
  return `parallax.jobs.pinned.${tokensOf(id)}`;
}

function subjectOf({ id, pinned, options }: Queued): string {
  return pinned ? pinnedSubject(id) : `parallax.jobs.${levelOf(options.priority)}${tokensOf(id)}`;
}

/** Where a job lies in the queue, as its spans say it. */
export function destinationOf(job: Queued): Destination {
  return { subject: subjectOf(job), template: subjectOf(job).replace(/[^.]+$/, '{id}') };
}

function deliveryOf(message: JsMsg): Delivery {
  return { id: idOf(message.subject.split('.').slice(-2).join('.')), message };
}

async function pull(consumer: Consumer, signal: AbortSignal, expires: number): Promise<Delivery | undefined> {
  if (signal.aborted) return undefined;
  const messages = await mapNatsErrors(() => consumer.fetch({ max_messages: 1, expires }));
  const stop = () => messages.stop();
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  try {
    for await (const message of messages) return deliveryOf(message);
    return undefined;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** What comes first. The other requests stay with the server until they expire: what they still bring goes back at once. */
function first(pulls: readonly Promise<Delivery | undefined>[]): Promise<Delivery | undefined> {
  return new Promise((resolve, reject) => {
    let settled = false;
    let left = pulls.length;
    const take = (delivery: Delivery | undefined) => {
      left--;
      if (delivery && settled) delivery.message.nak();
      if (!delivery && left > 0) return;
      settled = true;
      resolve(delivery);
    };
    const fail = (thrown: unknown) => {
      settled = true;
      reject(thrown);
    };
    for (const pulled of pulls) pulled.then(take, fail);
  });
}

/** The queue of one kind of job, without pinned jobs. */
export interface QueueState {
  /** Jobs that no worker has taken. */
  depth: number;
  /** Seconds since the oldest of them was queued; 0 where there is none. */
  age: number;
  /** Jobs that are run, or wait to be tried again. */
  taken: number;
}

/** @throws UNAVAILABLE */
export function queueState(connection: NatsConnection, kind: JobKind): Promise<QueueState> {
  return mapNatsErrors(async () => {
    const manager = await managerOf(connection);
    const levels = await Promise.all(priorities.map((priority) => levelState(manager, kind, priority)));
    return {
      depth: levels.reduce((sum, { depth }) => sum + depth, 0),
      age: Math.max(...levels.map(({ age }) => age)),
      taken: levels.reduce((sum, { taken }) => sum + taken, 0),
    };
  });
}

async function levelState(manager: JetStreamManager, kind: JobKind, priority: Priority): Promise<QueueState> {
  const { num_pending, num_ack_pending, delivered } = await manager.consumers.info(
    queueStream,
    consumerOf(kind, priority),
  );
  const subject = `parallax.jobs.${levelOf(priority)}${kind}.*`;
  const age = num_pending > 0 ? await ageOfNext(manager, subject, delivered.stream_seq) : 0;
  return { depth: num_pending, age, taken: num_ack_pending };
}

/** What was delivered last stands before all that was not. */
async function ageOfNext(manager: JetStreamManager, subject: string, delivered: number): Promise<number> {
  // The client's types know of `seq` alone; the server takes both.
  const query = { seq: delivered + 1, next_by_subj: subject };
  const next = await manager.streams.getMessage(queueStream, query);
  // Taken by a worker meanwhile.
  if (!next) return 0;
  return Math.max(0, Date.now() - next.time.getTime()) / 1000;
}

/** Without the question whether there is a JetStream at all. */
function managerOf(connection: NatsConnection): Promise<JetStreamManager> {
  return jetstreamManager(connection, { checkAPI: false });
}

/** What all streams of the account keep on disk, in bytes. */
export interface StorageState {
  used: number;
  /** Undefined where it is unlimited. */
  limit: number | undefined;
}

/** @throws UNAVAILABLE */
export function storageState(connection: NatsConnection): Promise<StorageState> {
  return mapNatsErrors(async () => {
    const { storage, limits } = await (await managerOf(connection)).getAccountInfo();
    return { used: storage, limit: limits.max_storage < 0 ? undefined : limits.max_storage };
  });
}
