import type { ImportResult } from '@parallax/contract';
import { cifar10 } from '@parallax/data';
import type { JobRecord, StartContext } from '@parallax/jobs';
import { Catalogue, nameReserved, nameTaken } from '../catalogue.js';
import type { ResolvedImport } from './spec.js';

/**
 * Refuses an import whose name is another dataset's before anything is sent or read. One that an earlier import has brought from
 * the same source may be imported again: where the same comes of it, nothing changes, and otherwise its end refuses it. CIFAR-10's name
 * is refused in any case: what is called so is taken for it.
 *
 * @throws NAME_TAKEN
 */
export async function checkName(spec: ResolvedImport, { jobs, store, signal }: StartContext): Promise<void> {
  if (spec.replace) return;
  if (spec.name === cifar10.name) throw nameReserved(spec.name);
  const here = await new Catalogue(store).find(spec.name, { signal });
  if (!here || here.digest === spec.addTo?.digest) return;
  const asked = askedIn(spec);
  for await (const job of jobs.all()) {
    if (job.kind !== 'import') continue;
    const { result, spec: earlier } = job as JobRecord<ResolvedImport, ImportResult>;
    if (result?.dataset?.digest === here.digest && askedIn(earlier) === asked) return;
  }
  throw nameTaken(spec.name, here.digest);
}

/** What decides which dataset an import brings; not how it comes to it. */
function askedIn({ replace: _, maxBad: __, shard: ___, shards: ____, upload, ...asked }: ResolvedImport): string {
  return JSON.stringify({ ...asked, upload: upload?.id });
}
