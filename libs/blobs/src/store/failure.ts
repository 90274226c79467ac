import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Readable } from 'node:stream';
import { ParallaxError } from '@parallax/errors';

/** An object, for errors and spans. */
export interface Place {
  bucket: string;
  key: string;
  /** Which of those that lay there, where that is known. */
  etag?: string | undefined;
}

/** Bytes of a refusal that are read: S3 says in less why it refuses. */
const longestRefusal = 64 * 1024;

/** What the store answers in place of what it was asked for. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  /** Of HTTP. */
  readonly status: number;
  /** S3's, such as `NoSuchKey`; where the answer has none, what HTTP calls the status: `Forbidden`. */
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }

  /** Reads the code and the message of an answer. */
  static async from(answer: IncomingMessage): Promise<Refusal> {
    const { statusCode = 0, headers } = answer;
    const xml = String(await readStart(answer, longestRefusal));
    const element = (name: string) => unescapeXml(new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1]);
    const header = (name: string) => headers[name] as string | undefined;
    const name = String(STATUS_CODES[statusCode]).replaceAll(' ', '');
    const code = element('Code') ?? header('x-minio-error-code') ?? name;
    const said = element('Message') ?? header('x-minio-error-desc') ?? 'it says no more';
    return new Refusal(statusCode, code, `${statusCode} ${code}: ${withoutUrls(said)}`);
  }
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** The text of an element: what S3 says has apostrophes, which XML writes as entities. */
function unescapeXml(text: string | undefined): string | undefined {
  return text?.replace(/&(?:#(\d{1,7})|(\w+));/g, (whole, code?: string, name?: string) =>
    code === undefined ? (entities[name as string] ?? whole) : String.fromCodePoint(Math.min(Number(code), 0x10ffff)),
  );
}

/** A message of somebody else's, short, and without addresses: the signed ones are credentials. */
function withoutUrls(said: string): string {
  return said.replace(/\bhttps?:\S+|\bX-Amz-\S+/gi, '…').slice(0, 300);
}

/** The first bytes of a stream, whose rest isn't read; at most `length`. */
export async function readStart(stream: Readable, length: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    // A stream that is left before its end costs its connection.
    if (size > length) break;
  }
  return Buffer.concat(chunks).subarray(0, length);
}

/** Whether what was thrown says that the bucket has no such object: a missing bucket is nothing that a key could help. */
export function isMissing(thrown: unknown): boolean {
  return thrown instanceof Refusal && thrown.status === 404 && thrown.code === 'NoSuchKey';
}

/** A connection on which nothing moves. */
export class Hang extends Error {
  readonly code = 'ETIMEDOUT';
}

/** Whether the same call may well succeed in a moment: the store is ill or busy, or the connection broke. */
export function isTransient(thrown: unknown): boolean {
  if (thrown instanceof Refusal) return thrown.status >= 500 || thrown.status === 408 || thrown.status === 429;
  return !(thrown instanceof ParallaxError);
}

/**
 * What a call of the store threw, as the error that says which object: CANCELLED where the caller's signal ended it, else
 * UNAVAILABLE. Whatever the store answers, or happens on the way to it, is neither the caller's fault nor a bug of ours.
 */
export function failure(thrown: unknown, { bucket, key }: Place, signal?: AbortSignal): ParallaxError {
  if (thrown instanceof ParallaxError) return thrown;
  // A listing, and the bucket itself, have none.
  const where = key ? `[bucket=${bucket}, key=${key}]` : `[bucket=${bucket}]`;
  if (signal?.aborted) {
    const message = `the call of the object store was given up ${where}`;
    return new ParallaxError('CANCELLED', message, { metadata: { bucket, ...(key && { key }) }, cause: thrown });
  }
  const code = String((thrown as { code?: unknown } | undefined)?.code ?? '');
  const said = (thrown instanceof Error && thrown.message) || code || String(thrown);
  return new ParallaxError('UNAVAILABLE', `the object store: ${said} ${where}`, {
    metadata: { bucket, ...(key && { key }), ...(code && { code }) },
    cause: thrown,
  });
}

/** NOT_FOUND that names the object. */
export function missing({ bucket, key }: Place, cause?: unknown): ParallaxError {
  return new ParallaxError('NOT_FOUND', `there is no such object [bucket=${bucket}, key=${key}]`, {
    metadata: { kind: 'blob', name: key, bucket, key },
    cause,
  });
}

/** DATA_LOSS that names the object, and by its ETag, where that is known, which of those that lay there. */
export function corrupt({ bucket, key, etag }: Place, what: string, cause?: unknown): ParallaxError {
  return new ParallaxError('BLOB_CORRUPT', `the object is corrupt: ${what} [bucket=${bucket}, key=${key}]`, {
    metadata: { bucket, key, ...(etag !== undefined && { etag }) },
    cause,
  });
}
