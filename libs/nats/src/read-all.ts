import { createInbox, type Msg, type NatsConnection } from '@nats-io/transport-node';
import { ParallaxError } from '@parallax/errors';
import { mapNatsErrors } from './errors.js';

/** Messages in one answer. */
const pageLength = 1000;

/** How long an answer may take, in milliseconds. */
const patience = 10_000;

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
  const timer = setTimeout(() => answers.unsubscribe(), patience);
  connection.publish(`$JS.API.DIRECT.GET.${stream}`, JSON.stringify(request), { reply: inbox });
  const page: Stored[] = [];
  try {
    for await (const answer of answers) {
      const status = answer.headers?.code;
      // The end of the batch, or no message at all.
      if (status === 204 || status === 404) return page;
      if (status) throw new ParallaxError('UNAVAILABLE', `NATS refuses: ${status} ${answer.headers?.description}`);
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
