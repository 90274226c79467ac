import { Metadata, type ServiceError, type StatusObject, status } from '@grpc/grpc-js';
import type { MessageTypeDefinition } from '@grpc/proto-loader';
import { packageDefinition } from '@parallax/contract';
import { ParallaxError, type Reason, reasons } from '@parallax/errors';

const DOMAIN = 'parallax';
const DETAILS = 'grpc-status-details-bin';
const TYPE_PREFIX = 'type.googleapis.com/google.rpc.';

/**
 * Status and details travel in HTTP/2 trailers, of which peers take 8 KiB in all (gRPC's C core, and so Python). The message
 * stands there percent-encoded, and up to twice more, with the facts, in details in base64: at most 1,200 + 4/3 × (2 × 1,200 +
 * 1,200 + 400) bytes, which is 6.5 KiB. What is longer is cut.
 */
const MESSAGE_BYTES = 1_200;
const FACTS_BYTES = 1_200;
const FACT_BYTES = 300;

/** How soon a client should try again where RetryInfo says so, in seconds. */
const RETRY_SECONDS = 1;

/** Those that pass by themselves, soon. */
const passing: ReadonlySet<Reason> = new Set(['UNAVAILABLE', 'OVERLOADED', 'QUEUE_FULL']);

/**
 * The gRPC status of an error: code, message, and google.rpc.Status in the trailers (AIP-193, gRPC's richer error model).
 *
 * @param deadline the call's, in milliseconds since 1970: where no time is left to try again, the client is told not to
 *   (gRFC A6), or it would run into its deadline and never hear of the error
 * @param took what this try has taken, in milliseconds; default 0
 */
export function toStatus(error: ParallaxError, deadline = Infinity, took = 0): StatusObject {
  const code = status[error.status];
  const message = cut(error.message, MESSAGE_BYTES, encodedLength);
  const metadata = new Metadata();
  metadata.set(DETAILS, encode('Status', { code, message, details: detailsOf(error, message) }));
  if (deadline - Date.now() < RETRY_SECONDS * 1000 + took) metadata.set('grpc-retry-pushback-ms', '-1');
  return { code, details: message, metadata };
}

function detailsOf(error: ParallaxError, message: string): object[] {
  const metadata = factsOf(error);
  const details = [any('ErrorInfo', { reason: error.reason, domain: DOMAIN, metadata })];
  const { field } = metadata;
  if (error.reason === 'INVALID_FIELD' && field !== undefined) {
    details.push(any('BadRequest', { fieldViolations: [{ field, description: message }] }));
  }
  if (passing.has(error.reason)) details.push(any('RetryInfo', { retryDelay: { seconds: RETRY_SECONDS } }));
  return details;
}

/** The first of an error's facts, each cut, as far as there is room for them. */
function factsOf(error: ParallaxError): Record<string, string> {
  const facts: Record<string, string> = {};
  let room = FACTS_BYTES;
  for (const [key, value] of Object.entries(error.metadata)) {
    const fact = cut(value, FACT_BYTES, Buffer.byteLength);
    room -= Buffer.byteLength(key) + Buffer.byteLength(fact);
    if (room < 0) break;
    facts[key] = fact;
  }
  return facts;
}

/**
 * What a status says, as our own error: by its ErrorInfo where it has ours, otherwise by its code.
 *
 * @param address whom the call went to, which gRPC's own words leave out
 */
export function fromStatus(error: ServiceError, address: string): ParallaxError {
  const info = errorInfoOf(error.metadata);
  if (info) return new ParallaxError(info.reason, error.details, { metadata: info.metadata, cause: error });
  const message = `${address}${inOurWords(error)}`;
  return new ParallaxError(reasonOf(error), message, { metadata: { address }, cause: error });
}

/** What gRPC says of a call that nobody has answered, without how it went about it. */
function inOurWords({ code, details }: ServiceError): string {
  const [, seconds] = /^Deadline exceeded after ([\d.]+)s/.exec(details) ?? [];
  if (code === status.DEADLINE_EXCEEDED && seconds !== undefined) {
    return ` has not answered within ${Math.round(Number(seconds))} s: it hangs, or what it relies on does (NATS, the object store)`;
  }
  const [, cause] = /No connection established.*Last error: Error: (.+?)\.? Resolution note/.exec(details) ?? [];
  if (code === status.UNAVAILABLE && cause !== undefined) return ` can't be reached: ${cause}`;
  return `: ${status[code]}: ${details}`;
}

/** Whether a status says what it is for programs, as ours do. */
export function isOurs(metadata: Metadata | null | undefined): boolean {
  return metadata !== null && metadata !== undefined && metadata.get(DETAILS).length > 0;
}

function errorInfoOf(metadata: Metadata): { reason: Reason; metadata: Record<string, string> } | undefined {
  const [bytes] = metadata.get(DETAILS);
  if (!Buffer.isBuffer(bytes)) return undefined;
  try {
    const { details } = decode<{ details: { type_url: string; value: Buffer }[] }>('Status', bytes);
    const packed = details.find((detail) => detail.type_url === `${TYPE_PREFIX}ErrorInfo`);
    if (!packed) return undefined;
    const info = decode<{ reason: string; domain: string; metadata?: Record<string, string> }>(
      'ErrorInfo',
      packed.value,
    );
    if (info.domain !== DOMAIN || !Object.hasOwn(reasons, info.reason)) return undefined;
    return { reason: info.reason as Reason, metadata: info.metadata ?? {} };
  } catch {
    // Whoever answered has details of another kind: the code still counts.
    return undefined;
  }
}

/** gRPC raises these itself, without ErrorInfo. */
function reasonOf({ code, details }: ServiceError): Reason {
  switch (code) {
    case status.CANCELLED:
      return 'CANCELLED';
    case status.DEADLINE_EXCEEDED:
      return 'DEADLINE';
    case status.UNAVAILABLE:
      return 'UNAVAILABLE';
    case status.RESOURCE_EXHAUSTED:
      // Of an answer over the client's limit; the other is a stream that the server cut off, as it does to readers that don't read.
      return /message (larger|that decompresses)/.test(details) ? 'MESSAGE_TOO_LARGE' : 'OVERLOADED';
    case status.UNAUTHENTICATED:
      return 'MISSING_CREDENTIALS';
    case status.UNIMPLEMENTED:
    case status.UNKNOWN:
      return 'UNSUPPORTED_VERSION';
    case status.INTERNAL:
      if (details.startsWith('Response message parsing error')) return 'UNSUPPORTED_VERSION';
      // The connection broke in the middle of a stream, as one does that was told to go away, at its next keepalive.
      return details.startsWith('Received RST_STREAM') ? 'UNAVAILABLE' : 'INTERNAL';
    default:
      return 'INTERNAL';
  }
}

function any(name: string, message: object): object {
  return { type_url: TYPE_PREFIX + name, value: encode(name, message) };
}

function encode(name: string, message: object): Buffer {
  return codec(name).serialize(message);
}

function decode<T>(name: string, bytes: Buffer): T {
  return codec(name).deserialize(bytes) as T;
}

function codec(name: string): MessageTypeDefinition<object, object> {
  return packageDefinition[`google.rpc.${name}`] as MessageTypeDefinition<object, object>;
}

/** How long a text is in `grpc-message`. */
function encodedLength(text: string): number {
  return encodeURI(text).length;
}

/** The text, or as much of its beginning as is no longer than the limit; lone surrogates, which can't be encoded, are replaced. */
function cut(text: string, limit: number, lengthOf: (text: string) => number): string {
  // A character is at least one byte long, however it is encoded.
  const start = text.slice(0, limit + 1).replace(/\p{Surrogate}/gu, '\ufffd');
  if (text.length <= limit && lengthOf(start) <= limit) return start;
  const note = `… (${text.length} characters)`;
  let room = limit - lengthOf(note);
  let kept = '';
  for (const character of start) {
    room -= lengthOf(character);
    if (room < 0) break;
    kept += character;
  }
  return kept + note;
}
