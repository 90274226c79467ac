import { messageFromJson, readJson } from '@parallax/contract';
import { invalidField } from '@parallax/errors';
import type { JobKind } from '../record.js';

/** What all Start requests have in common. */
export interface SpecRequest {
  spec?: object;
  experiment?: string;
  requestId?: string;
}

/**
 * The request that a file holds: proto3 JSON of StartTrainingRequest or the like, and the `kind` of job.
 *
 * @param file `-` for stdin
 * @throws INVALID_FIELD, also for fields that the request doesn't have
 */
export function readSpec<Request extends SpecRequest>(kind: JobKind, file: string): Request {
  const { kind: asked, ...request } = readJson('--spec', file);
  if (asked !== kind)
    throw invalidField('kind', asked ?? '', `must be ${JSON.stringify(kind)}: this worker has no other`);
  return messageFromJson<Request>(`parallax.v1.Start${kind.charAt(0).toUpperCase()}${kind.slice(1)}Request`, request);
}
