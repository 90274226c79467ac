import type { DatasetRef, ImportResult } from '@parallax/contract';
import { kindOf } from './job.js';
import type { Records } from './records.js';

/**
 * A spec with the digests of the datasets that imports have brought, in place of the imports: so what a job needs is known by its
 * record alone, and neither another dataset of that name nor a deletion of the import's record changes it. What an import that has
 * not succeeded is to bring stays as it is; a spec that needs no change is the same object.
 *
 * @throws UNAVAILABLE
 */
export async function pinImports(records: Pick<Records, 'findAll'>, spec: unknown): Promise<unknown> {
  const ids = [...new Set(importsIn(spec))];
  const brought = new Map<string, DatasetRef>();
  for (const job of ids.length > 0 ? await records.findAll(ids) : []) {
    const { name, digest } = (job?.result as ImportResult | undefined)?.dataset ?? {};
    if (job?.state === 'succeeded' && digest) brought.set(job.id, { ...(name && { name }), digest });
  }
  return brought.size > 0 ? withDatasets(spec, brought) : spec;
}

/** The imports by which a spec names datasets, wherever it does. */
function importsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const id = importOf(value);
  return id === undefined ? Object.values(value).flatMap(importsIn) : [id];
}

function withDatasets(value: unknown, brought: ReadonlyMap<string, DatasetRef>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const id = importOf(value);
  if (id !== undefined) return brought.get(id) ?? value;
  if (Array.isArray(value)) return value.map((each) => withDatasets(each, brought));
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withDatasets(inner, brought)]));
}

function importOf({ import: id }: DatasetRef): string | undefined {
  return typeof id === 'string' && kindOf(id) === 'import' ? id : undefined;
}
