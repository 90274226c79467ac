import { invalidField } from '@parallax/errors';
import type { JobRecord, Jobs } from '@parallax/jobs';
import {
  embeddingsOfSplit,
  inShardOrder,
  type ResolvedEmbedding,
  type ResolvedEmbeddings,
  type SplitName,
} from '@parallax/specs';

type Embedding = JobRecord<ResolvedEmbedding>;

/** The embeddings of a split: one, or its shards in their order. */
export type Parts = [Embedding, ...Embedding[]];

/**
 * @throws NOT_FOUND; INVALID_FIELD where they are not of the two splits of one dataset by one encoder, or shards are
 *   missing, or there twice
 */
export async function findEmbeddings(
  jobs: Jobs,
  ids: ResolvedEmbeddings,
  signal: AbortSignal,
): Promise<Record<SplitName, Parts>> {
  const [train, test] = [await findParts(jobs, ids, 'train', signal), await findParts(jobs, ids, 'test', signal)];
  for (const part of ['dataset', 'encoder'] as const) checkSame('spec.embeddings.test', train[0], test[0], part);
  return { train, test };
}

/** Records that are read at once. */
const readsAtOnce = 32;

async function findParts(jobs: Jobs, ids: ResolvedEmbeddings, split: SplitName, signal: AbortSignal): Promise<Parts> {
  const field = `spec.embeddings.${ids[split] === undefined ? `${split}_shards` : split}`;
  const asked = embeddingsOfSplit(ids, split);
  const records: JobRecord[] = [];
  for (let start = 0; start < asked.length; start += readsAtOnce) {
    signal.throwIfAborted();
    records.push(...(await Promise.all(asked.slice(start, start + readsAtOnce).map((id) => jobs.get(id)))));
  }
  const found = records as Parts;
  for (const job of found) {
    if (job.spec.split !== split) {
      throw invalidField(field, job.id, `must embed the split ${split}, not ${job.spec.split}`);
    }
    for (const part of ['dataset', 'encoder', 'images'] as const) checkSame(field, found[0], job, part);
  }
  return inShardOrder(field, found);
}

function checkSame(field: string, first: Embedding, job: Embedding, part: 'dataset' | 'encoder' | 'images'): void {
  const [expected, found] = [first, job].map(({ spec }) =>
    // The same dataset may have had another name.
    JSON.stringify(part === 'dataset' ? spec.dataset.digest || spec.dataset.import || spec.dataset.name : spec[part]),
  );
  if (found === expected) return;
  throw invalidField(
    field,
    job.id,
    `must be of the ${part} ${expected ?? 'all'}, as ${first.id}, not ${found ?? 'all'}`,
  );
}
