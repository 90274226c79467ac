import type { Dataset, DatasetRef, Split } from '@parallax/contract';
import { invalidField, notFound, ParallaxError } from '@parallax/errors';
import type { Client } from '@parallax/rpc';
import { datasetLabel } from '@parallax/specs';

/** What reads views, or checks what a spec says of them. */
export interface WithAugmentation {
  augmentation: Client<'AugmentationService'>;
}

/** Which images of a dataset a spec is about; `images` counts from the first, default all. */
export interface Selection {
  dataset: DatasetRef;
  split: string;
  images?: number;
}

/** A split that is there, with as many images as were asked for. */
export interface Selected {
  dataset: Dataset;
  split: Split;
  images: number;
}

/** @throws NOT_FOUND for an unknown dataset or split; INVALID_FIELD where the split has fewer images */
export async function selectImages(
  augmentation: Client<'AugmentationService'>,
  { dataset: ref, split: splitName, images }: Selection,
  signal: AbortSignal,
): Promise<Selected> {
  const { dataset } = await augmentation.getDataset(ref, { signal });
  const split = dataset?.splits.find((each) => each.name === splitName);
  if (!dataset || !split) throw notFound('split', `${datasetLabel(ref)}/${splitName}`);
  const count = split.count ?? 0;
  if (images !== undefined && images > count) {
    throw invalidField('spec.images', images, `must be at most ${count}, as ${datasetLabel(ref)} has in ${splitName}`);
  }
  return { dataset, split, images: images ?? count };
}

/** An import that a job waits for, as far as it is known what will come of it. */
export interface PendingImport {
  id: string;
  /** Of its images, in pixels a side. */
  size: number;
  /** Why nothing will come of it, and nothing that needs it is started: it has failed, or was cancelled. */
  refused?: ParallaxError;
}

/** What of an import's record says what will come of it. */
interface ImportRecord {
  spec: unknown;
  state: string;
  result?: unknown;
  error?: { message: string };
}

/**
 * The import that a reference names, unless it has succeeded and all of its dataset is known.
 *
 * @param jobs where records are found by id
 * @throws NOT_FOUND; INVALID_FIELD where the import doesn't say of which size its images will be; DEPENDENCY_FAILED where that will
 *   never be known, as it has failed
 */
export async function pendingImport(
  field: string,
  { import: id }: DatasetRef,
  jobs: { get(id: string): Promise<ImportRecord> },
): Promise<PendingImport | undefined> {
  if (!id) return undefined;
  const record = await jobs.get(id);
  if (record.result) return undefined;
  const { size, shard } = record.spec as { size?: number; shard?: object };
  if (shard) throw invalidField(`${field}.import`, id, 'must bring a dataset, and is a shard of an import');
  const refused = failureOf(`${field}.import`, id, record);
  if (size !== undefined) return { id, size, ...(refused && { refused }) };
  if (refused) throw refused;
  throw invalidField(`${field}.import`, id, 'must have ended, or say a size (spec.size), for anything to wait for it');
}

function failureOf(field: string, id: string, { state, error }: ImportRecord): ParallaxError | undefined {
  if (state !== 'failed' && state !== 'cancelled') return undefined;
  const how = state === 'failed' ? 'has failed' : 'was cancelled';
  const why = error ? `: ${error.message}` : '';
  const message = `${field} is ${JSON.stringify(id)}, which ${how}${why}`.slice(0, LONGEST_TOLD);
  return new ParallaxError('DEPENDENCY_FAILED', message, { metadata: { field, dependency: id, state } });
}

/** Characters of an error that tells another one. */
const LONGEST_TOLD = 2000;

/**
 * A reference that stands for this dataset for good, whatever its name is given to: what a job keeps.
 *
 * @param field the reference's, as the contract spells it: `spec.dataset`
 * @returns with it the fields that were filled in: the digest, where the reference had a name alone
 */
export function pin(
  field: string,
  ref: DatasetRef,
  { digest = '' }: Dataset,
): { dataset: DatasetRef; filledIn: string[] } {
  // What an import has brought stays what it is, and `start` puts its digest there.
  if (ref.import) return { dataset: ref, filledIn: [] };
  const dataset = { ...(ref.name && { name: ref.name }), digest };
  return { dataset, filledIn: ref.digest ? [] : [`${field}.digest`] };
}
