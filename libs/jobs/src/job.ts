import { createHash, randomBytes } from 'node:crypto';
import type { BlobRef } from '@parallax/blobs';
import { type JobKind, type JobStatus, jobKinds, type Progress, upgradeResult, upgradeSpec } from '@parallax/contract';
import { type ErrorJson, ParallaxError } from '@parallax/errors';

export { type JobKind, jobKinds } from '@parallax/contract';

export const endStates = ['succeeded', 'failed', 'cancelled'] as const;

export type EndState = (typeof endStates)[number];

const states = ['waiting', 'queued', 'running', 'paused', ...endStates] as const;

export type JobState = (typeof states)[number];

/** From the one that is taken first to the one that is taken last. */
export const priorities = ['high', 'normal', 'low'] as const;

export type Priority = (typeof priorities)[number];

/** How a job is run, whatever its kind. */
export interface JobOptions {
  /** Which of two queued jobs of a kind a worker takes first. */
  priority: Priority;
  /** How many computations may be lost without a new checkpoint before the job fails. */
  maxAttempts: number;
  /** Seconds from the first attempt to the end, pauses apart, before the job fails. */
  maxDuration: number;
}

/** As the contract says it, and never `auto`. */
export type Precision = Exclude<JobStatus['precision'], undefined | 'PRECISION_UNSPECIFIED' | 'PRECISION_AUTO'>;

/** Where a later attempt can go on: what the computation saved, and its blob. JSON. */
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
  options: JobOptions;
  /** The jobs whose results it needs. */
  dependsOn: string[];
  /** How often a worker has taken it. */
  attempt: number;
  /** The attempts lost, with their workers or their computations, since the last checkpoint. */
  lostAttempts: number;
  /** The attempt whose computation was last heard of: one that never began is not lost. */
  computedAttempt?: number;
  /** Attempts in a row that something around the job has kept from ending; the pauses between them grow with it. */
  postponements?: number;
  /** Why the last attempt did not end the job. Until the computation gets on. */
  lastFailure?: ErrorJson;
  /** The worker on which the computation failed by its own doing, how, and when: the job fails when that happens again. */
  suspicion?: { worker: string; message: string; time?: string };
  /** Of a queued job: when it is tried again, by NATS' clock. */
  retryTime?: string;
  /** The attempt under way: who does not bear this token has lost the job. */
  owner?: string;
  worker?: string;
  deviceClass?: string;
  /** What its network is computed in: settled by the first attempt, and kept by later ones. */
  precision?: Precision;
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
  pauseRequested?: boolean;
  createTime: string;
  /** Of the attempt under way: when the job came into the queue, or was last heard of where its worker was lost. */
  queueTime?: string;
  startTime?: string;
  /** When its `maxDuration` is over, by NATS' clock; set with the first attempt. */
  deadline?: string;
  endTime?: string;
  /** Where its facts stand in the index, at most: those of a later job of the same id stand behind it. */
  indexed?: number;
  /** Of the last change, by NATS' clock. */
  updateTime: string;
  /** Grows with each change. */
  revision: number;
}

export function hasEnded({ state }: Pick<JobRecord, 'state'>): boolean {
  return endStates.some((end) => end === state);
}

/** Whether nothing more comes of a job unless someone starts it again: `succeeded` apart, its dependents fail. */
export function hasFailed({ state }: Pick<JobRecord, 'state'>): boolean {
  return state === 'failed' || state === 'cancelled';
}

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

export const defaultOptions: JobOptions = { priority: 'normal', maxAttempts: 5, maxDuration: 7 * 24 * 3600 };

/** The version of the records that this code writes. */
const recordVersion = 8;

/** A record as it is stored, by any version of this code. */
type Stored = Omit<JobRecord, 'revision' | 'updateTime' | 'id'> & { version?: number };

/** The JSON of a record; its id, revision and time of change are its key's. */
export function encodeRecord({ revision, updateTime, ...rest }: JobRecord): string {
  return JSON.stringify({ version: recordVersion, ...rest });
}

/**
 * Reads a record. Version 1, which bore no number, had no options: a job of it has the defaults.
 *
 * @throws UNSUPPORTED_VERSION where a later version has written it; BLOB_CORRUPT where it is no record
 */
export function decodeRecord(id: string, json: string): Omit<JobRecord, 'revision' | 'updateTime'> {
  const { version = 1, ...stored } = parseRecord(id, json);
  if (version <= recordVersion) return upgradeRecord(id, stored, version);
  throw new ParallaxError(
    'UNSUPPORTED_VERSION',
    `the record of ${id} has version ${version}, and this Parallax reads up to ${recordVersion}: run the one that wrote it, or start afresh with another NATS and another bucket, which is \`parallax up\` with another XDG_STATE_HOME`,
    { metadata: { kind: 'record', name: id, version: String(version) } },
  );
}

function parseRecord(id: string, json: string): Stored {
  try {
    return Object(JSON.parse(json));
  } catch (cause) {
    throw corrupt(id, (cause as Error).message, cause);
  }
}

function upgradeRecord(id: string, stored: Stored, version: number): ReturnType<typeof decodeRecord> {
  if (!states.includes(stored.state) || !Array.isArray(stored.dependsOn)) throw corrupt(id, 'it is no job');
  try {
    const spec = upgradeSpec(stored.spec, kindOf(id), version);
    const result = upgradeResult(stored.result, version);
    return { ...stored, id, spec, ...(result !== undefined && { result }), options: stored.options ?? defaultOptions };
  } catch (cause) {
    throw corrupt(id, (cause as Error).message, cause);
  }
}

function corrupt(id: string, why: string, cause?: unknown): ParallaxError {
  const metadata = { kind: 'record', name: id };
  return new ParallaxError('BLOB_CORRUPT', `the record of ${id} is corrupt: ${why}`, { metadata, cause });
}

/** Whether what the job is about was still to be imported when it was started. */
export function waitedForImport({ dependsOn }: Pick<JobRecord, 'dependsOn'>): boolean {
  return dependsOn.some((id) => kindOf(id) === 'import');
}

/** Every blob that a value refers to, such as a record or a result, wherever it stands in it. */
export function blobsIn(value: unknown): Pick<BlobRef, 'bucket' | 'key'>[] {
  if (typeof value !== 'object' || value === null) return [];
  const { bucket, key } = value as Partial<BlobRef>;
  if (typeof bucket === 'string' && typeof key === 'string') return [{ bucket, key }];
  return Object.values(value).flatMap(blobsIn);
}
