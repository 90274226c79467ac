import { Metadata, type ServiceError, type StatusObject, status } from '@grpc/grpc-js';
import type { MessageTypeDefinition } from '@grpc/proto-loader';
import { packageDefinition } from '@parallax/contract';
import { ParallaxError, type Reason, reasons } from '@parallax/errors';

const DOMAIN = 'parallax';
const DETAILS = 'grpc-status-details-bin';
const TYPE_PREFIX = 'type.googleapis.com/google.rpc.';

/** Status and details travel in HTTP/2 headers, which peers limit to some 8 to 16 KiB in all: a huge value is cut. */
const TEXT_LIMIT = 1_000;
const METADATA_LIMIT = 200;

/** How soon a client should try again where RetryInfo says so, in seconds. */
const RETRY_SECONDS = 1;

/**
 * The gRPC status of an error: code, message, and google.rpc.Status in the trailers (AIP-193, gRPC's richer error model).
 *
 * @param deadline the call's, in milliseconds since 1970: where no time is left to try again, the client is told not to
 *   (gRFC A6), or it would run into its deadline and never hear of the error
 */
export function toStatus(error: ParallaxError, deadline = Infinity): StatusObject {
  const code = status[error.status];
  const message = cut(error.message, TEXT_LIMIT);
  const metadata = new Metadata();
  metadata.set(DETAILS, encode('Status', { code, message, details: detailsOf(error, message) }));
  if (deadline - Date.now() < RETRY_SECONDS * 1000) metadata.set('grpc-retry-pushback-ms', '-1');
  return { code, details: message, metadata };
}

function detailsOf(error: ParallaxError, message: string): object[] {
  const facts = Object.entries(error.metadata).map(([key, value]) => [key, cut(value, METADATA_LIMIT)]);
  const details = [any('ErrorInfo', { reason: error.reason, domain: DOMAIN, metadata: Object.fromEntries(facts) })];
  const { field } = error.metadata;
  if (error.reason === 'INVALID_FIELD' && field !== undefined) {
    details.push(any('BadRequest', { fieldViolations: [{ field: cut(field, METADATA_LIMIT), description: message }] }));
  }
  if (error.reason === 'UNAVAILABLE' || error.reason === 'QUEUE_FULL') {
    details.push(any('RetryInfo', { retryDelay: { seconds: RETRY_SECONDS } }));
  }
  return details;
}

/**
 * What a status says, as our own error: by its ErrorInfo where it has ours, otherwise by its code.
 *
 * @param address whom the call went to, which gRPC's own words leave out
 */
export function fromStatus(error: ServiceError, address: string): ParallaxError {
  const info = errorInfoOf(error.metadata);
  if (info) return new ParallaxError(info.reason, error.details, { metadata: info.metadata, cause: error });
  const message = `${address}: ${status[error.code]}: ${error.details}`;
  const reason = isBrokenOff(error) ? 'UNAVAILABLE' : reasonOf(error.code);
  return new ParallaxError(reason, message, { metadata: { address }, cause: error });
}

function errorInfoOf(metadata: Metadata): { reason: Reason; metadata: Record<string, string> } | undefined {
  const [bytes] = metadata.get(DETAILS);
  if (!Buffer.isBuffer(bytes)) return undefined;
  const { details } = decode<{ details: { type_url: string; value: Buffer }[] }>('Status', bytes);
  const packed = details.find((detail) => detail.type_url === `${TYPE_PREFIX}ErrorInfo`);
  if (!packed) return undefined;
  const info = decode<{ reason: string; domain: string; metadata: Record<string, string> }>('ErrorInfo', packed.value);
  if (info.domain !== DOMAIN || !(info.reason in reasons)) return undefined;
  return { reason: info.reason as Reason, metadata: info.metadata };
}

/**
 * Whether the connection went in the middle of a stream. grpc-js drops one that is told to go away at its next keepalive,
 * and may call that INTERNAL.
 */
function isBrokenOff({ code, details }: ServiceError): boolean {
  return code === status.INTERNAL && details.startsWith('Received RST_STREAM with code 0');
}

/** gRPC raises these itself, without ErrorInfo. */
function reasonOf(code: status): Reason {
  switch (code) {
    case status.CANCELLED:
      return 'CANCELLED';
    case status.DEADLINE_EXCEEDED:
      return 'DEADLINE';
    case status.UNAVAILABLE:
      return 'UNAVAILABLE';
    case status.RESOURCE_EXHAUSTED:
      return 'MESSAGE_TOO_LARGE';
    case status.UNAUTHENTICATED:
      return 'MISSING_CREDENTIALS';
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

function cut(text: string, limit: number): string {
  return text.length <= limit
    ? text
    : `${text.slice(0, limit).replace(/[\ud800-\udbff]$/, '')}… (${text.length} characters)`;
}
