import type { BlobRef } from '@parallax/blobs';
import type { Progress } from '@parallax/contract';
import type { ErrorJson } from '@parallax/errors';

export const jobKinds = ['training', 'embedding', 'probe'] as const;

export type JobKind = (typeof jobKinds)[number];

export type EndState = 'succeeded' | 'failed' | 'cancelled';

export type JobState = 'waiting' | 'queued' | 'running' | EndState;

/** Where a later attempt can go on: what the handler saved, and its blob. JSON. */
export interface Checkpoint {
  blob: BlobRef;
  [field: string]: unknown;
}

/** A job as it stands in the records: JSON. Times are ISO 8601 in UTC. */
export interface JobRecord<Spec = unknown, Result = unknown> {
  /** `<kind>-…` */
  id: string;
  kind: JobKind;
  experiment: string;
  state: JobState;
  /** The API's spec, with its defaults filled in. */
  spec: Spec;
  /** The jobs whose results it needs. */
  dependsOn: string[];
  /** How often a worker has taken it. */
  attempt: number;
  /** The attempts lost, with their workers or their computation, since the last checkpoint. */
  lostAttempts: number;
  /** The attempt under way: who does not bear this token has lost the job. */
  owner?: string;
  worker?: string;
  deviceClass?: string;
  progress?: Progress;
  checkpoint?: Checkpoint;
  /** The one before, for when the last can't be read. */
  previousCheckpoint?: Checkpoint;
  result?: Result;
  error?: ErrorJson;
  /** W3C Trace Context: every attempt is a child of it. */
  traceparent: string;
  /** `traceparent`s of calls from other traces that started it. */
  links: string[];
  requestId?: string;
  /** Whoever started it runs it: no other worker takes it. */
  pinned?: boolean;
  cancelRequested: boolean;
  createTime: string;
  /** Of the attempt under way: when the job came into the queue, or was last heard of where its worker was lost. */
  queueTime?: string;
  startTime?: string;
  endTime?: string;
  /** Of the last change. */
  updateTime: string;
  /** Grows with each change. */
  revision: number;
}

export function hasEnded({ state }: Pick<JobRecord, 'state'>): boolean {
  return state === 'succeeded' || state === 'failed' || state === 'cancelled';
}
