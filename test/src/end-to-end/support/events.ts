import type { NatsConnection } from '@parallax/nats';

/** A message as it lies in the stream. */
export interface StoredMessage {
  subject: string;
  headers: string;
  body: string;
}

/** Everything in the stream of events, in its order. */
export async function storedEvents(connection: NatsConnection): Promise<StoredMessage[]> {
  const { state } = await api<{ state: { first_seq: number; last_seq: number } }>(connection, 'INFO', {});
  const messages: StoredMessage[] = [];
  for (let seq = state.first_seq; seq <= state.last_seq; seq++) {
    type Got = { message: { subject: string; hdrs?: string; data: string } };
    const { message } = await api<Got>(connection, 'MSG.GET', { seq });
    messages.push({ subject: message.subject, headers: text(message.hdrs), body: text(message.data) });
  }
  return messages;
}

async function api<T>(connection: NatsConnection, call: string, request: object): Promise<T> {
  const reply = await connection.request(`$JS.API.STREAM.${call}.PARALLAX_EVENTS`, JSON.stringify(request));
  return reply.json<T>();
}

function text(base64 = ''): string {
  return Buffer.from(base64, 'base64').toString('utf8');
}
