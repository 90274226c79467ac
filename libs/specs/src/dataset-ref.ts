import type { DatasetRef } from '@parallax/contract';
import { checkSha256, invalidField } from '@parallax/errors';
import { checkJobId } from './encoder-ref.js';

/** What specs are about that name no dataset. */
export const defaultDataset: DatasetRef = { name: 'cifar10' };

export function isDatasetName(name: string): boolean {
  return /^[a-z0-9][a-z0-9-]{0,62}$/.test(name);
}

/** Whether a request names a dataset at all. */
export function isDatasetGiven({ name = '', digest = '', import: id = '' }: DatasetRef = {}): boolean {
  return name !== '' || digest !== '' || id !== '';
}

/**
 * A reference with its default.
 *
 * @throws INVALID_FIELD where it is no dataset's name, no digest, or no import's id
 */
export function resolveDatasetRef(field: string, ref: DatasetRef = {}): DatasetRef {
  if (!isDatasetGiven(ref)) return defaultDataset;
  const { name = '', digest = '', import: id = '' } = ref;
  if (id !== '') {
    checkJobId(`${field}.import`, id, 'import');
    if (name !== '' || digest !== '')
      throw invalidField(`${field}.import`, id, 'must stand without a name and a digest');
    return { import: id };
  }
  if (name !== '' && !isDatasetName(name)) {
    const must = 'must be the name of a dataset: 1 to 63 lower-case letters, digits and hyphens';
    throw invalidField(`${field}.name`, name, must);
  }
  if (digest !== '') checkSha256(`${field}.digest`, digest);
  return { ...(name !== '' && { name }), ...(digest !== '' && { digest }) };
}

/** A reference in a few words: its name, its import, or else the beginning of its digest. */
export function datasetLabel({ name, digest = '', import: id }: DatasetRef): string {
  return name || id || digest.slice(0, 12);
}
