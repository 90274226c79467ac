import type { Shard } from '@parallax/contract';
import { checkInteger, invalidField } from '@parallax/errors';

/** Shards of an import, at most: more workers than that have nothing to do for most of the time. */
export const MOST_IMPORT_SHARDS = 1000;

/** @throws INVALID_FIELD */
export function resolveShard({ index, count = 0 }: Shard, most = 1e6): Required<Shard> {
  checkInteger('spec.shard.count', count, 1, most);
  if (index === undefined) throw invalidField('spec.shard.index', '', 'must be set');
  checkInteger('spec.shard.index', index, 0, count - 1);
  return { index, count };
}

/** The things [start, end) that are a shard's, of so many. */
export function rangeOf({ index, count }: Required<Shard>, things: number): [start: number, end: number] {
  const border = (at: number) => Math.floor((things * at) / count);
  return [border(index), border(index + 1)];
}

/** A job that may be a shard of several. */
interface Part {
  id: string;
  spec: { shard?: Required<Shard> };
}

/**
 * Jobs that are all shards of one work, in the order of their indices.
 *
 * @param field that names the jobs
 * @throws INVALID_FIELD where one is missing, there twice, or of another number of shards
 */
export function inShardOrder<T extends Part>(field: string, parts: readonly [T, ...T[]]): [T, ...T[]] {
  const whole = { index: 0, count: 1 };
  const { count } = parts[0].spec.shard ?? whole;
  const places = new Map<number, T>();
  for (const job of parts) {
    const { index, count: its } = job.spec.shard ?? whole;
    if (its !== count)
      throw invalidField(field, job.id, `must be one of ${count} shards, as ${parts[0].id}, not of ${its}`);
    const other = places.get(index);
    if (other)
      throw invalidField(field, job.id, `must be another shard than ${index} of ${count}, which ${other.id} is`);
    places.set(index, job);
  }
  const shards = Array.from({ length: count }, (_, index) => places.get(index));
  const missing = shards.indexOf(undefined);
  if (missing < 0) return shards as [T, ...T[]];
  throw invalidField(field, `${parts.length} of them`, `must be all ${count} shards: shard ${missing} is missing`);
}
