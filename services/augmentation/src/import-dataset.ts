import type { BlobStore } from '@parallax/blobs';
import type { ImportDatasetRequest, ImportDatasetResponseInput } from '@parallax/contract';
import { cifar10, folderSource, loadCifar10, prefixSource, type Source } from '@parallax/data';
import { invalidField, notFound, ParallaxError } from '@parallax/errors';
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

/** How each dataset that can be imported is read from its files, and what its content is known by. */
const loaders = { cifar10: { load: loadCifar10, sha256: cifar10.sha256 } };

type Importable = keyof typeof loaders;

/**
 * Brings a dataset from its files into the object store. Without a source one that is here already stays as it is; with a
 * source that is always read and verified, and its content put in place, which also mends what was damaged there. What is another
 * dataset's name is given to it only where `replace` says so.
 */
export function importDataset(catalogue: Catalogue, store: BlobStore, settings: Settings, logger: Logger) {
  const importing = new SingleFlight<NamedDataset>();
  return async (request: ImportDatasetRequest, { signal }: Call): Promise<ImportDatasetResponseInput> => {
    const name = checkName(request.name ?? '');
    const chosen = await sourceOf(request, store, settings);
    const named = await findNamed(catalogue, name, chosen !== undefined, signal);
    const isOther = named !== undefined && named.sha256 !== loaders[name].sha256;
    if (isOther && !request.replace) throw standsForAnother(name, named.digest);
    const here = chosen || isOther ? undefined : await whole(named, store, signal);
    const source = chosen ?? folderSource(settings.required('PARALLAX_DATA'), 'PARALLAX_DATA');
    const load = (shared: AbortSignal) =>
      withSpan(`import ${name}`, {}, async () => {
        const stored = await catalogue.put(name, await loaders[name].load(source, shared), { signal: shared });
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

/** What the name stands for now. @param isMended whether a record that can't be read is about to be put anew, and counts as none */
async function findNamed(
  catalogue: Catalogue,
  name: string,
  isMended: boolean,
  signal: AbortSignal,
): Promise<NamedDataset | undefined> {
  try {
    const stored = await catalogue.find(name, { signal });
    return stored && { ...stored, name };
  } catch (thrown) {
    const { reason } = ParallaxError.from(thrown);
    if (isMended && ['BLOB_CORRUPT', 'UNSUPPORTED_VERSION', 'NOT_FOUND'].includes(reason)) return undefined;
    throw thrown;
  }
}

function standsForAnother(name: string, digest: string): ParallaxError {
  const message = `name is ${JSON.stringify(name)}, which stands for another dataset, ${digest.slice(0, 12)}: \`parallax datasets rename ${name} NEW-NAME\` keeps that under another name, or --replace (replace) takes the name from it`;
  return new ParallaxError('NAME_TAKEN', message, { metadata: { field: 'name', value: name, digest } });
}

/** A dataset, only while all of its blobs are still there, and ours. */
async function whole(
  stored: NamedDataset | undefined,
  store: BlobStore,
  signal: AbortSignal,
): Promise<NamedDataset | undefined> {
  if (!stored) return undefined;
  const refs = blobsOf(stored);
  const found = await Promise.all(refs.map(({ key }) => findStoredBlob(store, key, { signal })));
  return refs.every(({ sha256 }, index) => found[index]?.sha256 === sha256) ? stored : undefined;
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
