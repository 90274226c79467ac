import type { BlobRef, BlobStore } from '@parallax/blobs';
import type { ImportResult, ImportResultInput } from '@parallax/contract';
import type { Source } from '@parallax/data';
import { invalidField } from '@parallax/errors';
import { type JobRecord, putResult } from '@parallax/jobs';
import { inShardOrder } from '@parallax/specs';
import type { Decoded } from './decode.js';
import type { ResolvedImport } from './spec.js';
import { readState, stateTensors } from './state.js';

export type ShardRecord = JobRecord<ResolvedImport, ImportResult>;

/** What decides which pictures a shard has, and what they have become. */
const shared = ['folder', 's3', 'upload', 'size', 'fit'] as const;

/**
 * The imports of all shards that a spec names, in their order.
 *
 * @throws NOT_FOUND; INVALID_FIELD where one is no shard of this source, is missing, or is there twice
 */
export async function findShards(
  spec: ResolvedImport,
  find: (id: string) => Promise<JobRecord>,
): Promise<[ShardRecord, ...ShardRecord[]]> {
  const records: ShardRecord[] = [];
  for (const id of spec.shards ?? []) {
    const job = (await find(id)) as ShardRecord;
    if (job.kind !== 'import' || !job.spec.shard) throw invalidField('spec.shards', id, 'must be an import of a shard');
    const differs = shared.find((part) => JSON.stringify(job.spec[part]) !== JSON.stringify(spec[part]));
    if (differs)
      throw invalidField('spec.shards', id, `must be of the same source and rule: its ${differs} is another`);
    records.push(job);
  }
  return inShardOrder('spec.shards', records as [ShardRecord, ...ShardRecord[]]);
}

/** What a shard ends with: its pictures, and what it knows of them. */
export async function shardResult(
  decoded: Decoded,
  { listing, size }: { listing: string; size: number },
  store: BlobStore,
  signal: AbortSignal,
): Promise<ImportResultInput> {
  const { bad, others } = decoded;
  const pieces = decoded.pieces.map((piece) => ({ ...piece, tensors: [] }));
  const state = stateTensors({ listing, units: 0, pieces: decoded.pieces, bad, others });
  return {
    size,
    decoded: await putResult(store, 'pictures', state, { signal }),
    pieces,
    bad: bad.length,
    otherFiles: others,
  };
}

/**
 * What all shards have decoded, as if one import had.
 *
 * @param listing of the source, as it is now
 * @throws INVALID_FIELD where they have brought pictures to several sizes, or one has seen another source: its border would not be that
 *   of the next one
 */
export async function joinShards(
  shards: readonly ShardRecord[],
  { source, listing }: { source: Pick<Source, 'field' | 'value'>; listing: string },
  store: BlobStore,
  signal: AbortSignal,
): Promise<Decoded & { size: number }> {
  const joined: Decoded = { found: [], pieces: [], bad: [], others: 0 };
  const size = Number(shards[0]?.result?.size);
  for (const { id, result } of shards) {
    if (Number(result?.size) !== size)
      throw invalidField('spec.shards', id, `must have pictures of ${size}, as the others, not of ${result?.size}`);
    const state = await readState(result?.decoded as BlobRef, store, signal);
    const { found, pieces, bad, others } = state;
    if (state.listing !== listing) {
      const must = `must stay as it is while its shards are imported: it has changed since ${id}, so import them anew`;
      throw invalidField(source.field, source.value, must);
    }
    const before = joined.pieces.length;
    for (const row of found) joined.found.push({ ...row, piece: before + row.piece });
    joined.pieces.push(...pieces);
    joined.bad.push(...bad);
    joined.others += others;
  }
  return { ...joined, size };
}
