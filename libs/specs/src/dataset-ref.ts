import type { DatasetRef } from '@parallax/contract';
import { invalidField } from '@parallax/errors';

/** What specs are about that name no dataset. */
export const defaultDataset: DatasetRef = { name: 'cifar10' };

/**
 * A reference with its default.
 *
 * @throws INVALID_FIELD where it is no dataset's name, or no digest
 */
export function resolveDatasetRef(field: string, { name = '', digest = '' }: DatasetRef = {}): DatasetRef {
  if (name === '' && digest === '') return defaultDataset;
  if (name !== '' && !/^[a-z0-9][a-z0-9-]{0,62}$/.test(name)) {
    const must = 'must be the name of a dataset: 1 to 63 lower-case letters, digits and hyphens';
    throw invalidField(`${field}.name`, name, must);
  }
  if (digest !== '' && !/^[0-9a-f]{64}$/.test(digest)) {
    throw invalidField(`${field}.digest`, digest, 'must be 64 lower-case hexadecimal digits');
  }
  return { ...(name !== '' && { name }), ...(digest !== '' && { digest }) };
}

/** A reference in a few words: its name, or else the beginning of its digest. */
export function datasetLabel({ name, digest = '' }: DatasetRef): string {
  return name || digest.slice(0, 12);
}
