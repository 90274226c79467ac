import type { Dataset, ImportResult, ImportSpecInput, Job } from '@parallax/contract';
import { ended, type Services } from '../../services/support/services.js';

/** Puts files below a prefix of the object store. */
export async function putFiles({ store }: Services, prefix: string, files: Record<string, Uint8Array>): Promise<void> {
  for (const [name, bytes] of Object.entries(files)) await store.put(`${prefix}/${name}`, bytes);
}

/** An import once it has ended, however it did. */
export async function runImport(services: Services, spec: ImportSpecInput): Promise<Job> {
  const { job } = await services.augmentation.startImport({ spec });
  return ended(services, job?.id as string);
}

/** What an import has brought. */
export async function importDataset(
  services: Services,
  spec: ImportSpecInput,
): Promise<{ id: string; result: ImportResult; dataset: Dataset }> {
  const { id = '', status, importResult } = await runImport(services, spec);
  if (status?.state !== 'JOB_STATE_SUCCEEDED') throw new Error(`${status?.state}: ${status?.error?.message}`);
  const { dataset } = await services.augmentation.getDataset(importResult?.dataset ?? {});
  return { id, result: importResult as ImportResult, dataset: dataset as Dataset };
}
