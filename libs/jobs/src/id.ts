import { createHash, randomBytes } from 'node:crypto';
import { type JobKind, jobKinds } from './record.js';

/**
 * A job's id, `<kind>-` and 16 hexadecimal digits: random, or, where the request has an id, a digest of it, so that
 * the same request is the same job however often and wherever it arrives (AIP-155).
 */
export function newJobId(kind: JobKind, requestId: string | undefined): string {
  if (!requestId) return `${kind}-${randomBytes(8).toString('hex')}`;
  const digest = createHash('sha256').update(`parallax:${kind}:${requestId}`).digest('hex');
  return `${kind}-${digest.slice(0, 16)}`;
}

/** The kind that an id begins with, or undefined where it is no job's. */
export function kindOf(id: string): JobKind | undefined {
  return jobKinds.find((kind) => id.startsWith(`${kind}-`) && /^[0-9a-f]{16}$/.test(id.slice(kind.length + 1)));
}

/** The id as two tokens of a NATS subject, so that a filter can ask for one kind: `training.0123456789abcdef`. */
export function tokensOf(id: string): string {
  return id.replace('-', '.');
}

export function idOf(tokens: string): string {
  return tokens.replace('.', '-');
}
