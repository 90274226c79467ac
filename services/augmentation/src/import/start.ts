import type { StartImportRequest } from '@parallax/contract';
import type { Resolved, StartContext } from '@parallax/jobs';
import { Settings } from '@parallax/settings';
import { openSource } from './source.js';
import { type ResolvedImport, resolveImport } from './spec.js';

/** Checks the spec of an import, and that this server would find its folder: its worker has the same. */
export async function resolveImportRequest(
  request: StartImportRequest,
  { store }: StartContext,
): Promise<Resolved<ResolvedImport>> {
  const spec = resolveImport(request.spec);
  await openSource(spec, store, new Settings());
  return { kind: 'import', spec };
}
