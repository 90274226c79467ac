import { realpath } from 'node:fs/promises';
import { isAbsolute, relative, resolve } from 'node:path';
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
import { SingleFlight } from './single-flight.js';
import { findStoredBlob } from './stored-views.js';

/** A key has at most 1,024 bytes. */
const LONGEST_PREFIX = 256;

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
  if (folder !== undefined) return folderSource(await checkFolder(folder, settings.optional('PARALLAX_DATA')));
  if (prefix === undefined) return undefined;
  if (!isPrefix(prefix)) {
    throw invalidField(
      'prefix',
      prefix,
      `must be a prefix of keys of 1 to ${LONGEST_PREFIX} characters, such as uploads/cifar`,
    );
  }
  return prefixSource(store, prefix);
}

/** What S3 takes for the beginning of a key, and no store for a path of its own. */
function isPrefix(text: string): boolean {
  return text.length <= LONGEST_PREFIX && /^[^/]/.test(text) && !/(^|\/)\.{1,2}(\/|$)|\0/.test(text);
}

/** The folder's real path, links resolved. @throws INVALID_FIELD unless it is PARALLAX_DATA or lies in it */
async function checkFolder(folder: string, allowed: string | undefined): Promise<string> {
  if (allowed === undefined)
    throw invalidField('folder', folder, 'needs PARALLAX_DATA, which is unset in this service');
  const root = await realpath(allowed);
  const path = await realpath(resolve(root, folder)).catch(() => undefined);
  const inside = path !== undefined && relative(root, path);
  if (inside === false || inside.startsWith('..') || isAbsolute(inside)) {
    throw invalidField('folder', folder, 'must be a folder that is there, in the one that PARALLAX_DATA names');
  }
  return path as string;
}
