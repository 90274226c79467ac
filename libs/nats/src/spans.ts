import { headers, type MsgHdrs } from '@nats-io/transport-node';
import { SpanKind, trace } from '@opentelemetry/api';
import { contextFrom, injectContext, semconv, withSpan } from '@parallax/telemetry';

/** Where a message goes, or comes from. */
export interface Destination {
  subject: string;
  /** The subject with what is different in each message in braces; default the subject. */
  template?: string;
}

/**
 * Sends a message within a span of its own, as OpenTelemetry's conventions for messaging have it, with the span in the headers
 * that `send` gets. Outside of a trace there is neither.
 *
 * @param operation NATS's word: `publish`, or `request` where a reply is waited for
 */
export async function sending<T>(
  operation: 'publish' | 'request',
  to: Destination,
  bytes: number,
  send: (headers: MsgHdrs) => Promise<T>,
): Promise<T> {
  if (!trace.getActiveSpan()) return send(headers());
  const attributes = { ...attributesOf(operation, 'send', to), [semconv.ATTR_MESSAGING_BODY_SIZE]: bytes };
  return withSpan(nameOf(operation, to), { kind: SpanKind.PRODUCER, attributes }, () => {
    const carrying = headers();
    for (const [name, value] of Object.entries(injectContext())) carrying.set(name, value);
    return send(carrying);
  });
}

/**
 * Works on a message within a span of its own, linked to the one that sent it.
 *
 * @param parent `traceparent` of what the work belongs to; default the span that sent the message
 */
export function processing<T>(
  from: Destination,
  message: { headers?: MsgHdrs | undefined },
  work: () => Promise<T>,
  parent = sentBy(message),
): Promise<T> {
  const attributes = attributesOf('process', 'process', from);
  const sender = sentBy(message);
  const options = { kind: SpanKind.CONSUMER, attributes, links: sender ? [sender] : [] };
  return withSpan(nameOf('process', from), { ...options, ...(parent && { parent: contextFrom(parent) }) }, work);
}

/** The `traceparent` of the span that sent a message, where it was sent within one. */
export function sentBy({ headers }: { headers?: MsgHdrs | undefined }): string | undefined {
  return headers?.get('traceparent') || undefined;
}

/** What OpenTelemetry's conventions want of a span about a message of NATS. */
export function attributesOf(name: string, type: 'send' | 'process', { subject, template = subject }: Destination) {
  return {
    [semconv.ATTR_MESSAGING_SYSTEM]: 'nats',
    [semconv.ATTR_MESSAGING_OPERATION_NAME]: name,
    [semconv.ATTR_MESSAGING_OPERATION_TYPE]: type,
    [semconv.ATTR_MESSAGING_DESTINATION_NAME]: subject,
    ...(template !== subject && { [semconv.ATTR_MESSAGING_DESTINATION_TEMPLATE]: template }),
  };
}

function nameOf(operation: string, { subject, template = subject }: Destination): string {
  return `${operation} ${template}`;
}
