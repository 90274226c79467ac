import { createHash } from 'node:crypto';
import { type BlobRef, type BlobStore, decodeBlob, readMetadata } from '@parallax/blobs';
import { ParallaxError } from '@parallax/errors';
import type { Task } from '@parallax/jobs';
import type { State } from '@parallax/learning';
import type { Measure, ResolvedTraining } from '@parallax/specs';

/** An encoder that is kept beside the last. */
export interface KeptEncoder {
  /** After which it was so, from 1. */
  epoch: number;
  /** By which it was the best; undefined where it is one of every so many. */
  best?: Measure;
  value?: number;
  encoder: BlobRef;
}

/** Where an attempt goes on. */
export interface Resume {
  state?: State;
  /** Done already. */
  steps: number;
  /** Of training, in the attempts before. */
  seconds: number;
  kept?: readonly KeptEncoder[];
}

/** Of the checkpoints that this code writes. Version 1, which bore no number, had no losses of steps. */
const version = 2;

/** As many checkpoints that the record doesn't know are looked at, the youngest first. */
const mostUnrecorded = 4;

/**
 * The checkpoint with the most steps that can be read. That is the record's last one, unless the record is older than the
 * store: after NATS was restored from a backup, or its last writes went with the power. A corrupt or missing one costs the
 * steps since the one before.
 *
 * @throws UNSUPPORTED_VERSION where a later version has written one
 */
export async function readCheckpoint(task: Task<ResolvedTraining>, store: BlobStore): Promise<Resume> {
  const { job, signal } = task;
  const recorded = [job.checkpoint, job.previousCheckpoint].flatMap((checkpoint) => checkpoint ?? []);
  const known = new Set(recorded.map(({ blob }) => blob.key));
  let best: Resume = { steps: 0, seconds: 0 };
  for (const { blob, seconds } of recorded) {
    const found = await readState(task, store, blob);
    if (!found) continue;
    best = { ...found, seconds: found.seconds || Number(seconds) };
    break;
  }
  const unrecorded = (await listCheckpoints(store, job.id, signal)).filter(({ key }) => !known.has(key));
  for (const blob of unrecorded.slice(0, mostUnrecorded)) {
    const found = await readState(task, store, blob, true);
    if (found && found.steps > best.steps) best = found;
  }
  return best;
}

/** The checkpoints of a job that lie in the store, the youngest first. */
async function listCheckpoints(store: BlobStore, id: string, signal: AbortSignal): Promise<BlobRef[]> {
  const found: { blob: BlobRef; modified: Date }[] = [];
  for await (const { key, size, modified } of store.list(`${prefixOf(id)}/`, { signal })) {
    const sha256 = /([0-9a-f]{64})\.safetensors$/.exec(key)?.[1];
    if (sha256) found.push({ blob: { bucket: store.bucket, key, size, sha256, tensors: [] }, modified });
  }
  return found.sort((a, b) => b.modified.getTime() - a.modified.getTime()).map(({ blob }) => blob);
}

/**
 * A checkpoint, or the last state of a training, or undefined where it is gone or corrupt.
 *
 * @param ofThisSpec whether it only counts where it says that it is of a training by this spec: the job of a request id may
 *   have been deleted, and started again with another
 */
export async function readState(
  { job, signal }: Task<ResolvedTraining>,
  store: BlobStore,
  blob: BlobRef,
  ofThisSpec = false,
): Promise<Resume | undefined> {
  try {
    const bytes = await store.get(blob, { signal });
    const state = decodeBlob(blob, bytes) as State;
    const metadata = readMetadata(bytes);
    checkVersion(blob, Number(metadata.version ?? 1));
    if (ofThisSpec && metadata.spec !== digestOf(job.spec)) return undefined;
    const { kept } = metadata;
    const seconds = Number(metadata.seconds ?? 0);
    return {
      state,
      steps: state.step?.data[0] ?? 0,
      seconds,
      ...(kept && { kept: JSON.parse(kept) as KeptEncoder[] }),
    };
  } catch (thrown) {
    const { reason } = ParallaxError.from(thrown);
    if (reason === 'NOT_FOUND' || reason === 'BLOB_CORRUPT') return undefined;
    throw thrown;
  }
}

function checkVersion({ key }: BlobRef, found: number): void {
  if (found <= version) return;
  throw new ParallaxError(
    'UNSUPPORTED_VERSION',
    `the checkpoint ${key} has version ${found}, and this Parallax reads up to ${version}: run the one that wrote it, or start the training anew`,
    { metadata: { kind: 'checkpoint', name: key, version: String(found) } },
  );
}

/** Stores the state, and makes it the place to go on from. Returns its bytes. */
export async function saveCheckpoint(
  task: Task<ResolvedTraining>,
  store: BlobStore,
  state: State,
  seconds: number,
  kept: readonly KeptEncoder[] = [],
): Promise<number> {
  const { id, spec } = task.job;
  const known = kept.length > 0 && { kept: JSON.stringify(kept) };
  const metadata = { ...stateMetadata(seconds), spec: digestOf(spec), ...known };
  const blob = await store.putTensors(prefixOf(id), state, metadata);
  // What the record names is not collected.
  await task.saveCheckpoint({ blob, steps: state.step?.data[0], seconds, ...(kept.length > 0 && { kept }) });
  return blob.size;
}

/** What is said beside the tensors of a training's state. */
export function stateMetadata(seconds: number): Record<string, string> {
  return { version: String(version), seconds: String(seconds) };
}

const prefixOf = (id: string): string => `checkpoints/${id}`;

function digestOf(spec: ResolvedTraining): string {
  return createHash('sha256').update(JSON.stringify(spec)).digest('hex');
}
