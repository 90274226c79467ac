import {
  type ConsumerConfig,
  JetStreamApiError,
  type JetStreamManager,
  jetstreamManager,
  type StreamConfig,
} from '@nats-io/jetstream';
import { type KV, Kvm } from '@nats-io/kv';
import { createInbox, type Msg, type NatsConnection } from '@nats-io/transport-node';
import { invalidField, ParallaxError } from '@parallax/errors';
import { storageOf } from './connection.js';
import { mapNatsErrors } from './errors.js';

/** The server's codes for a stream or a consumer of that name with another configuration. */
const otherStream = 10058;
const otherConsumer = 10148;
/** The server's code for a consumer that isn't there. */
const noConsumer = 10014;
/** The server's code for replicas where it is no cluster. */
const noCluster = 10074;

/** What was deleted from a bucket leaves a marker for so long, in milliseconds, for those who watch. */
const markerLifetime = 3600_000;

/** Messages in one answer of `readAll`, and how long an answer may take, in milliseconds. */
const pageLength = 1000;
const pageTimeout = 10_000;

/**
 * Makes a stream, or brings one that is there up to this configuration. It never gets fewer replicas: a process whose
 * settings say nothing of them leaves alone what others made.
 *
 * @param config `num_replicas` is `storageOf(connection).replicas`
 * @throws INVALID_FIELD where there are to be replicas, and NATS is a single server
 */
export async function ensureStream(
  manager: JetStreamManager,
  config: Partial<StreamConfig> & { name: string },
): Promise<void> {
  await withReplicas(config.num_replicas, async () => {
    try {
      await manager.streams.add(config);
    } catch (thrown) {
      if (!hasCode(thrown, otherStream)) throw thrown;
      const { config: current } = await manager.streams.info(config.name);
      const replicas = Math.max(current.num_replicas, config.num_replicas ?? 1);
      await manager.streams.update(config.name, { ...config, num_replicas: replicas });
    }
  });
}

/**
 * Opens a KV bucket, and makes it where it is missing.
 *
 * @param lifetime of what is put into it, in milliseconds. Default: for ever
 * @throws UNAVAILABLE; INVALID_FIELD as `ensureStream`
 */
export function openBucket(connection: NatsConnection, name: string, lifetime = 0): Promise<KV> {
  const { replicas } = storageOf(connection);
  return mapNatsErrors(() =>
    withReplicas(replicas, async () => {
      const buckets = new Kvm(connection);
      const bucket = await buckets.create(name, {
        history: 1,
        ttl: lifetime,
        markerTTL: markerLifetime,
        allow_direct: true,
        replicas,
      });
      const { streamInfo } = await bucket.status();
      if (streamInfo.config.num_replicas < replicas) {
        const manager = await jetstreamManager(connection);
        await manager.streams.update(streamInfo.config.name, { num_replicas: replicas });
      }
      // Single reads go to the stream's leader: a replica's answer may be older than a write that was acknowledged.
      return buckets.open(name, { allow_direct: false });
    }),
  );
}

async function withReplicas<T>(replicas: number | undefined, make: () => Promise<T>): Promise<T> {
  try {
    return await make();
  } catch (thrown) {
    if (!hasCode(thrown, noCluster)) throw thrown;
    throw invalidField('PARALLAX_NATS_REPLICAS', replicas, 'must be 1, for NATS is a single server and no cluster');
  }
}

/** Makes a durable consumer, or brings one that is there up to this configuration. */
export async function ensureConsumer(
  manager: JetStreamManager,
  stream: string,
  config: Partial<ConsumerConfig> & { durable_name: string },
): Promise<void> {
  try {
    await manager.consumers.add(stream, config);
  } catch (thrown) {
    if (!hasCode(thrown, otherConsumer)) throw thrown;
    await manager.consumers.update(stream, config.durable_name, config);
  }
}

/** Deletes a consumer, if it is there. */
export async function deleteConsumer(manager: JetStreamManager, stream: string, name: string): Promise<void> {
  try {
    await manager.consumers.delete(stream, name);
  } catch (thrown) {
    if (!hasCode(thrown, noConsumer)) throw thrown;
  }
}

function hasCode(thrown: unknown, code: number): boolean {
  return thrown instanceof JetStreamApiError && thrown.code === code;
}

/** A message as a stream keeps it. */
export interface Stored {
  subject: string;
  sequence: number;
  time: Date;
  data: Uint8Array;
}

/**
 * The messages of a stream, by pages, in their order, by "direct get" in batches (NATS 2.11, ADR-31). The client's own
 * ways don't serve: listing a KV bucket makes a consumer each time, which stays with the server for five minutes, and its
 * `direct.getBatch` either leaves its subscription behind or, where there is no message, ends the process.
 *
 * @param subject may hold wildcards
 * @param from the first sequence number. Default: that of the first message
 * @param to the one after the last. Default: all
 * @throws UNAVAILABLE
 */
export async function* readAll(
  connection: NatsConnection,
  stream: string,
  subject: string,
  from = 1,
  to = Infinity,
): AsyncGenerator<Stored> {
  for (let next = from; next < to; ) {
    const batch = Math.min(pageLength, to - next);
    const page = await mapNatsErrors(() => readPage(connection, stream, { seq: next, batch, next_by_subj: subject }));
    yield* page.filter(({ sequence }) => sequence < to);
    const last = page.at(-1);
    if (!last || page.length < batch) return;
    next = last.sequence + 1;
  }
}

async function readPage(connection: NatsConnection, stream: string, request: object): Promise<Stored[]> {
  const inbox = createInbox();
  const answers = connection.subscribe(inbox);
  const timer = setTimeout(() => answers.unsubscribe(), pageTimeout);
  connection.publish(`$JS.API.DIRECT.GET.${stream}`, JSON.stringify(request), { reply: inbox });
  const page: Stored[] = [];
  try {
    for await (const answer of answers) {
      const status = answer.headers?.code;
      // The end of the batch, or no message at all.
      if (status === 204 || status === 404) return page;
      if (status) {
        const why = answer.headers?.description || (status === 503 ? 'nobody serves the stream now' : '');
        throw new ParallaxError('UNAVAILABLE', `NATS refuses: ${status} ${why}`.trimEnd());
      }
      page.push(stored(answer));
    }
  } finally {
    clearTimeout(timer);
    answers.unsubscribe();
  }
  throw new ParallaxError('UNAVAILABLE', 'NATS does not answer');
}

function stored({ headers, data }: Msg): Stored {
  const header = (name: string) => headers?.get(name) ?? '';
  return {
    subject: header('Nats-Subject'),
    sequence: Number(header('Nats-Sequence')),
    time: new Date(header('Nats-Time-Stamp')),
    data,
  };
}
