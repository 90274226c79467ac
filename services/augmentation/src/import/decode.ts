import { availableParallelism } from 'node:os';
import type { BlobStore } from '@parallax/blobs';
import {
  ahead,
  collectionLimits,
  type Fit,
  type Format,
  type Opened,
  readPictureHeader,
  type Unit,
} from '@parallax/data';
import { ParallaxError } from '@parallax/errors';
import { progressAt, type Task } from '@parallax/jobs';
import type { Stages } from '@parallax/reader';
import { rangeOf } from '@parallax/specs';
import type { Found, LeftOut } from './choose.js';
import { type Piece, PieceWriter } from './pieces.js';
import { type Outcome, outcomeOf } from './row.js';
import type { ResolvedImport } from './spec.js';
import { readState, type State, stateTensors } from './state.js';

/** The size of a dataset whose pictures differ, or are larger, in pixels a side. */
const DEFAULT_SIZE = 96;

/** Pictures that are looked at to choose the size. */
const LOOKED_AT = 1000;

/** From one checkpoint to the next at least, in milliseconds. */
const CHECKPOINT_INTERVAL = 20_000;

/** From one report of progress to the next at least, in milliseconds: there are thousands of pictures a second. */
const REPORT_INTERVAL = 100;

/** What a source has come to, picture by picture. */
export interface Decoded {
  found: Found[];
  pieces: Piece[];
  bad: LeftOut[];
  /** Files that are no pictures. */
  others: number;
}

/** That of the first pictures where all are alike, square and not large; otherwise 96. */
export async function chooseSize({ units }: Format, signal: AbortSignal): Promise<number> {
  const sizes = new Set<string>();
  let looked = 0;
  for (const unit of units) {
    for await (const { content, name } of unit.read(signal)) {
      if (content.kind === 'refused') continue;
      const header =
        content.kind === 'pixels'
          ? content
          : await readPictureHeader(content.bytes, name, collectionLimits).catch(() => undefined);
      if (!header) continue;
      sizes.add(`${header.width} ${header.height}`);
      if (sizes.size > 1) return DEFAULT_SIZE;
      if (++looked >= LOOKED_AT) return sizeIn(sizes);
    }
  }
  return sizeIn(sizes);
}

function sizeIn([first = '']: Iterable<string>): number {
  const [width = 0, height = 0] = first.split(' ').map(Number);
  return width === height && width >= 8 && width <= DEFAULT_SIZE ? width : DEFAULT_SIZE;
}

/**
 * Decodes the units of a source, or of its shard, one after another, from where the last attempt has left off; from the first one,
 * where the source has changed since.
 */
export async function decodeUnits(
  task: Task<ResolvedImport>,
  store: BlobStore,
  format: Opened,
  fit: Fit,
  stages: Stages,
): Promise<Decoded> {
  const { job, signal } = task;
  const { listing } = format;
  const resumed = await resume(task, store, listing);
  // A shard's pictures outlive it, for the import of all shards.
  const prefix = job.spec.shard ? 'pictures' : `checkpoints/${job.id}`;
  const writer = new PieceWriter(store, prefix, fit.size, resumed.pieces);
  const { bad, found } = resumed;
  let { others, units: done } = resumed;
  let saved = performance.now();
  const [first, end] = job.spec.shard ? rangeOf(job.spec.shard, format.units.length) : [0, format.units.length];
  const units = format.units.slice(first, end);
  const progress = new Counting(task, units, done);
  for (const unit of units.slice(done)) {
    for await (const outcome of outcomes(unit, first + done, fit, signal)) {
      if (outcome.kind === 'other') others++;
      else if (outcome.kind === 'bad') bad.push({ name: outcome.name, reason: outcome.reason });
      else {
        const place = await stages.time('put', () => writer.add(outcome.row, outcome.pixels, signal));
        found.push({ ...outcome.row, ...place });
      }
      progress.count();
    }
    done++;
    if (performance.now() - saved < CHECKPOINT_INTERVAL && done < units.length) continue;
    await writer.flush(signal);
    await saveState(task, store, { listing, units: done, pieces: writer.pieces, bad, others });
    saved = performance.now();
  }
  return { found, pieces: writer.pieces, bad, others };
}

/** Tells how many items have been looked at. */
class Counting {
  readonly #task: Task;
  readonly #total: number;
  readonly #before: number;
  readonly #began = performance.now();
  #done: number;
  #told = 0;

  constructor(task: Task, units: readonly Unit[], first: number) {
    const countOf = (some: readonly Unit[]) => some.reduce((sum, { count }) => sum + count, 0);
    this.#task = task;
    this.#total = countOf(units);
    this.#before = countOf(units.slice(0, first));
    this.#done = this.#before;
  }

  count(): void {
    this.#done++;
    const now = performance.now();
    if (now - this.#told < REPORT_INTERVAL && this.#done < this.#total) return;
    this.#told = now;
    const progress = { stage: 'decoding', done: this.#done, total: this.#total, unit: 'images' };
    this.#task.report(progressAt(progress, (now - this.#began) / 1000, this.#before));
  }
}

/** What comes of a unit's items, in their order; some are decoded at once. */
function outcomes(unit: Unit, number: number, fit: Fit, signal: AbortSignal): AsyncGenerator<Outcome> {
  return ahead(unit.read(signal), 2 * availableParallelism(), (item) => outcomeOf(item, number, fit, signal));
}

/** The record refers to all pieces: so they stay until the job ends. */
async function saveState(task: Task<ResolvedImport>, store: BlobStore, state: State): Promise<void> {
  const { job, signal } = task;
  const blob = await store.putTensors(`checkpoints/${job.id}`, stateTensors(state), {}, { signal });
  const pieces = state.pieces.map(({ bucket, key }) => ({ bucket, key }));
  await task.saveCheckpoint({ blob, pieces, units: state.units });
}

/** What the last attempt has left, as far as all of it is still there, and so is its source; otherwise the import begins anew. */
async function resume(
  { job, signal }: Task<ResolvedImport>,
  store: BlobStore,
  listing: string,
): Promise<State & { found: Found[] }> {
  const anew = { listing, units: 0, pieces: [], bad: [], others: 0, found: [] };
  if (!job.checkpoint) return anew;
  try {
    const state = await readState(job.checkpoint.blob, store, signal);
    return state.listing === listing ? state : anew;
  } catch (thrown) {
    const { reason } = ParallaxError.from(thrown);
    if (reason === 'NOT_FOUND' || reason === 'BLOB_CORRUPT') return anew;
    throw thrown;
  }
}
