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
} from '@parallax/nats';
import { idOf, tokensOf } from '../id.js';
import { type JobKind, type JobRecord, jobKinds } from '../record.js';

/** The stream that the queue lies in. */
export const queueStream = 'PARALLAX_JOBS';

/** How many jobs may wait. */
const capacity = 100_000;

/** How long one request for a message stays with the server, in milliseconds. */
const requestLifetime = 10_000;

/** What tells a job's place in the queue. */
export type Queued = Pick<JobRecord, 'id' | 'pinned'>;

/** A job that a worker got from the queue. It stays there until `message` is acknowledged. */
export interface Delivery {
  id: string;
  message: JsMsg;
}

/**
 * The work queue: a job's id lies in it from when it may run until it has ended. Each job has a subject of its own, which
 * holds one message, so that pushing a job twice is harmless, and there is one consumer for each kind of worker. A pinned
 * job's subject is none of theirs: it has a consumer to itself, for whoever started it.
 */
export class Queue {
  readonly #jetstream: JetStreamClient;
  readonly #lease: number;

  private constructor(client: JetStreamClient, lease: number) {
    this.#jetstream = client;
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
      });
      for (const kind of jobKinds) await makeConsumer(manager, kind, `parallax.jobs.${kind}.*`, lease);
      return new Queue(jetstream(connection), lease);
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

  consumer(kind: JobKind): Promise<Consumer> {
    return mapNatsErrors(() => this.#jetstream.consumers.get(queueStream, kind));
  }

  /** The consumer of one pinned job; it goes when the job is dropped. */
  pinnedConsumer(id: string): Promise<Consumer> {
    return mapNatsErrors(async () => {
      const manager = await this.#jetstream.jetstreamManager();
      await makeConsumer(manager, id, subjectOf({ id, pinned: true }), this.#lease);
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

function subjectOf({ id, pinned }: Queued): string {
  return `parallax.jobs.${pinned ? 'pinned.' : ''}${tokensOf(id)}`;
}

/** Where a job lies in the queue, as its spans say it. */
export function destinationOf(job: Queued): Destination {
  return { subject: subjectOf(job), template: subjectOf(job).replace(/[^.]+$/, '{id}') };
}

/** Waits for one job; undefined where none came in some seconds, or `signal` aborted. */
export async function pull(
  consumer: Consumer,
  signal: AbortSignal,
  expires = requestLifetime,
): Promise<Delivery | undefined> {
  if (signal.aborted) return undefined;
  const messages = await mapNatsErrors(() => consumer.fetch({ max_messages: 1, expires }));
  const stop = () => messages.stop();
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  try {
    for await (const message of messages) {
      return { id: idOf(message.subject.split('.').slice(-2).join('.')), message };
    }
    return undefined;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
