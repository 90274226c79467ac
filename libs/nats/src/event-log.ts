import { randomUUID } from 'node:crypto';
import {
  AckPolicy,
  type ConsumerMessages,
  DiscardPolicy,
  type JetStreamClient,
  type JsMsg,
  jetstream,
  jetstreamManager,
  RetentionPolicy,
} from '@nats-io/jetstream';
import { type NatsConnection, nanos } from '@nats-io/transport-node';
import { currentTraceparent, logger } from '@parallax/telemetry';
import { CloudEvent } from 'cloudevents';
import { storageOf } from './connection.js';
import { mapNatsErrors } from './errors.js';
import { processing, sending } from './spans.js';
import { ensureConsumer, ensureStream } from './streams.js';

const stream = 'PARALLAX_EVENTS';
const prefix = 'parallax.events.';
const contentType = 'application/cloudevents+json; charset=utf-8';

const day = 24 * 3600 * 1000;

/**
 * How often an event is handed over that `handle` throws for, after pauses that grow from a second to five minutes: for
 * some eight hours, a night's outage. After that it is given up.
 */
const mostDeliveries = 100;
const firstPause = 1_000;
const longestPause = 5 * 60_000;

/** What is told: `<kind>.<what>` of something, such as `training.succeeded` of a job. */
export interface EventInput {
  /** `<kind>.<what>`; becomes the event's type `parallax.<kind>.<what>` and the subject `parallax.events.<kind>.<what>`. */
  type: string;
  /** What it is about: a job's id, a blob's key. */
  subject: string;
  data: unknown;
  /** Two with the same id are the same event. Default: a random one. */
  id?: string;
  /** W3C Trace Context of what it belongs to. Default: the active span's. */
  traceparent?: string;
}

/** The events of Parallax: CloudEvents 1.0 in structured JSON, in a stream that keeps them for PARALLAX_EVENTS_DAYS, up to 256 MiB. */
export class EventLog {
  readonly #jetstream: JetStreamClient;

  private constructor(client: JetStreamClient) {
    this.#jetstream = client;
  }

  /** @throws UNAVAILABLE */
  static async open(connection: NatsConnection): Promise<EventLog> {
    const { replicas, eventsDays } = storageOf(connection);
    const config = {
      name: stream,
      subjects: [`${prefix}>`],
      retention: RetentionPolicy.Limits,
      discard: DiscardPolicy.Old,
      max_age: nanos(eventsDays * day),
      max_bytes: 256 * 1024 * 1024,
      num_replicas: replicas,
    };
    await mapNatsErrors(async () => ensureStream(await jetstreamManager(connection), config));
    return new EventLog(jetstream(connection));
  }

  /** Returns when the stream has it. @throws UNAVAILABLE */
  async publish({
    type,
    subject,
    data,
    id = randomUUID(),
    traceparent = currentTraceparent(),
  }: EventInput): Promise<void> {
    const source = `/parallax/${type.split('.')[0]}`;
    const event = new CloudEvent({
      id,
      source,
      type: `parallax.${type}`,
      subject,
      time: new Date().toISOString(),
      datacontenttype: 'application/json',
      data,
      // The distributed tracing extension.
      ...(traceparent && { traceparent }),
    });
    const message = JSON.stringify(event);
    const destination = { subject: `${prefix}${type}` };
    await sending('publish', destination, message.length, (headers) => {
      headers.set('content-type', contentType);
      return mapNatsErrors(() =>
        this.#jetstream.publish(destination.subject, message, { headers, msgID: `${source}/${id}` }),
      );
    });
  }

  /**
   * Hands every event of some types to one of the processes that follow under the same name, from the first that the
   * stream has, until `signal` aborts. An event for which `handle` throws comes again, up to 100 times within some eight
   * hours. What is no CloudEvent is dropped, with a line in the log.
   *
   * @param types `<kind>.<what>`, where `*` stands for any
   * @throws UNAVAILABLE
   */
  async follow(
    name: string,
    types: readonly string[],
    handle: (event: CloudEvent<unknown>) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void> {
    const messages = await mapNatsErrors(() => this.#consume(name, types));
    const stop = () => messages.stop();
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
    for await (const message of messages) await settle(message, handle);
    signal.removeEventListener('abort', stop);
  }

  async #consume(name: string, types: readonly string[]): Promise<ConsumerMessages> {
    await ensureConsumer(await this.#jetstream.jetstreamManager(), stream, {
      durable_name: name,
      filter_subjects: types.map((type) => prefix + type),
      ack_policy: AckPolicy.Explicit,
      max_deliver: mostDeliveries,
    });
    const consumer = await this.#jetstream.consumers.get(stream, name);
    return consumer.consume({ max_messages: 10 });
  }
}

async function settle(message: JsMsg, handle: (event: CloudEvent<unknown>) => Promise<void>): Promise<void> {
  const event = read(message);
  if (!event) return message.term('this is no CloudEvent');
  try {
    const { traceparent } = event as { traceparent?: string };
    await processing({ subject: message.subject }, message, () => handle(event), traceparent);
    message.ack();
  } catch {
    message.nak(Math.min(firstPause * 2 ** (message.info.deliveryCount - 1), longestPause));
  }
}

/** The event; undefined, and logged, where the message is none: it would be none the next time either. */
function read(message: JsMsg): CloudEvent<unknown> | undefined {
  try {
    return new CloudEvent(message.json<CloudEvent<unknown>>());
  } catch (thrown) {
    const { subject, seq: sequence } = message;
    logger('parallax-events').warn({ err: thrown, subject, sequence }, 'dropped a message that is no event');
    return undefined;
  }
}
