import { ParallaxError } from '@parallax/errors';

const passingCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'InternalError',
  'RequestTimeout',
  'ServiceUnavailable',
  'SlowDown',
  'XMinioServerNotInitialized',
]);

const missingCodes = new Set(['NoSuchKey', 'NotFound', 'NoSuchBucket']);

/** Whether what the client threw says that the object, or its bucket, isn't there. */
export function isMissing(thrown: unknown): boolean {
  return missingCodes.has(codeOf(thrown));
}

/** Whether the same call may well succeed in a moment. */
export function isPassing(thrown: unknown): boolean {
  if (passingCodes.has(codeOf(thrown))) return true;
  // minio throws 408, 429 and 5xx as plain errors.
  return thrown instanceof Error && thrown.message.includes('Retryable HTTP status');
}

/** What the client threw, as the error that says which object: CANCELLED, NOT_FOUND, UNAVAILABLE or INTERNAL. */
export function failure(thrown: unknown, bucket: string, key: string, signal?: AbortSignal): ParallaxError {
  const where = `[bucket=${bucket}, key=${key}]`;
  const options = { metadata: { bucket, key }, cause: thrown };
  if (thrown instanceof ParallaxError) return thrown;
  if (signal?.aborted)
    return new ParallaxError('CANCELLED', `the call of the object store was given up ${where}`, options);
  if (isMissing(thrown)) {
    return new ParallaxError('NOT_FOUND', `there is no such object ${where}`, {
      ...options,
      metadata: { kind: 'blob', name: key, ...options.metadata },
    });
  }
  const message = thrown instanceof Error && thrown.message ? thrown.message : codeOf(thrown) || String(thrown);
  if (isPassing(thrown)) return new ParallaxError('UNAVAILABLE', `the object store: ${message} ${where}`, options);
  return new ParallaxError('INTERNAL', `the object store: ${message} ${where}`, options);
}

function codeOf(thrown: unknown): string {
  return String((thrown as { code?: unknown } | undefined)?.code ?? '');
}
