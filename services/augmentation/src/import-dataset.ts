import type { BlobStore } from '@parallax/blobs';
import type { ImportDatasetRequest, ImportDatasetResponseInput } from '@parallax/contract';
import { folderSource, loadCifar10, prefixSource, type Source } from '@parallax/data';
import { invalidField, notFound } from '@parallax/errors';
import type { Call } from '@parallax/rpc';
import type { Settings } from '@parallax/settings';
import { type Logger, withSpan } from '@parallax/telemetry';
import type { Catalogue, NamedDataset } from './catalogue.js';
import { datasetMessage } from './dataset-calls.js';
import { blobsOf } from './dataset-record.js';
import { checkPrefix } from './import/s3.js';
import { checkFolder } from './import/source.js';
import { SingleFlight } from './single-flight.js';
import { findStoredBlob } from './stored-views.js';

/** How each dataset that can be imported is read from its files. */
const loaders = { cifar10: loadCifar10 };

type Importable = keyof typeof loaders;

/**
 * Brings a dataset from its files into the object store. Without a source one that is here already stays as it is; with a
 * source that is always read and verified, and its content put in place, which also mends what was damaged there.
 */
export function importDataset(catalogue: Catalogue, store: BlobStore, settings: Settings, logger: Logger) {
  const importing = new SingleFlight<NamedDataset>();
  return async (request: ImportDatasetRequest, { signal }: Call): Promise<ImportDatasetResponseInput> => {
    const name = checkName(request.name ?? '');
    const chosen = await sourceOf(request, store, settings);
    const here = chosen ? undefined : await findWhole(catalogue, store, name, signal);
    const source = chosen ?? folderSource(settings.required('PARALLAX_DATA'), 'PARALLAX_DATA');
    const load = (shared: AbortSignal) =>
      withSpan(`import ${name}`, {}, async () => {
        const stored = await catalogue.put(name, await loaders[name](source, shared), { signal: shared });
        logger.info({ dataset: name, sha256: stored.sha256, [source.field]: source.value }, 'imported');
        return stored;
      });
    const stored = here ?? (await importing.run(`${name} ${source.field} ${source.value}`, load, signal));
    return { dataset: await datasetMessage(stored, store) };
  };
}

function checkName(name: string): Importable {
  if (name === '') throw invalidField('name', name, `must be one of ${Object.keys(loaders).join(', ')}`);
  if (!Object.hasOwn(loaders, name)) {
    throw notFound('dataset', name, `what can be imported is ${Object.keys(loaders).join(', ')}`);
  }
  return name as Importable;
}

/** Only while all of its blobs are still there, and ours. */
async function findWhole(
  catalogue: Catalogue,
  store: BlobStore,
  name: string,
  signal: AbortSignal,
): Promise<NamedDataset | undefined> {
  const stored = await catalogue.find(name, { signal });
  if (!stored) return undefined;
  const refs = blobsOf(stored);
  const found = await Promise.all(refs.map(({ key }) => findStoredBlob(store, key, { signal })));
  return refs.every(({ sha256 }, index) => found[index]?.sha256 === sha256) ? { ...stored, name } : undefined;
}

async function sourceOf(
  { folder, prefix }: ImportDatasetRequest,
  store: BlobStore,
  settings: Settings,
): Promise<Source | undefined> {
  if (folder !== undefined)
    return folderSource(await checkFolder('folder', folder, settings.optional('PARALLAX_DATA')));
  if (prefix === undefined) return undefined;
  checkPrefix('prefix', prefix);
  return prefixSource(store, prefix);
}
