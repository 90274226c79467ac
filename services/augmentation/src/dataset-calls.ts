import type { BlobRef, BlobStore } from '@parallax/blobs';
import type {
  DatasetInput,
  DeleteDatasetRequest,
  DeleteDatasetResponseInput,
  GetDatasetRequest,
  GetDatasetResponseInput,
  ListDatasetsRequest,
  ListDatasetsResponseInput,
  RenameDatasetRequest,
  RenameDatasetResponseInput,
  SplitInput,
} from '@parallax/contract';
import { type SplitName, splitNames } from '@parallax/data';
import { checkInteger, invalidField, ParallaxError } from '@parallax/errors';
import { hasEnded, type Jobs } from '@parallax/jobs';
import type { Call } from '@parallax/rpc';
import { isDatasetName } from '@parallax/specs';
import type { Catalogue, NamedDataset } from './catalogue.js';
import type { StoredSplit } from './dataset-record.js';

const DEFAULT_PAGE = 50;
const LARGEST_PAGE = 1_000;

export function getDataset(catalogue: Catalogue, store: BlobStore) {
  return async (request: GetDatasetRequest, { signal }: Call): Promise<GetDatasetResponseInput> => {
    const { name = '', digest = '', import: id = '' } = request;
    if (name === '' && digest === '' && id === '') throw invalidField('name', name, 'must be the name of a dataset');
    return { dataset: await datasetMessage(await catalogue.get({ name, digest, import: id }, signal), store) };
  };
}

/** Pages by name (AIP-158): the token is the last name of the page before. */
export function listDatasets(catalogue: Catalogue, store: BlobStore) {
  return async (
    { pageSize = 0, pageToken = '' }: ListDatasetsRequest,
    { signal }: Call,
  ): Promise<ListDatasetsResponseInput> => {
    checkInteger('page_size', pageSize, 0, Number.MAX_SAFE_INTEGER);
    const size = Math.min(pageSize || DEFAULT_PAGE, LARGEST_PAGE);
    const rest = (await catalogue.names({ signal })).filter((name) => name > pageToken);
    const page = rest.slice(0, size);
    const datasets = await Promise.all(
      page.map(async (name) => datasetMessage(await catalogue.get({ name }, signal), store)),
    );
    return { datasets, nextPageToken: rest.length > size ? page.at(-1) : '' };
  };
}

export function renameDataset(catalogue: Catalogue, store: BlobStore) {
  return async (
    { name = '', newName = '' }: RenameDatasetRequest,
    { signal }: Call,
  ): Promise<RenameDatasetResponseInput> => {
    checkName('name', name);
    checkName('new_name', newName);
    return { dataset: await datasetMessage(await catalogue.rename(name, newName, { signal }), store) };
  };
}

/** @throws NOT_FOUND; JOB_NOT_ENDED while a job that has not ended refers to it */
export function deleteDataset(catalogue: Catalogue, jobs: Jobs) {
  return async ({ name = '' }: DeleteDatasetRequest, { signal }: Call): Promise<DeleteDatasetResponseInput> => {
    checkName('name', name);
    const { digest } = await catalogue.get({ name }, signal);
    for await (const job of jobs.all()) {
      if (hasEnded(job) || !(await refersTo(job.spec, digest, catalogue, signal))) continue;
      throw new ParallaxError('JOB_NOT_ENDED', `${job.id} has not ended, and is about the dataset ${name}`, {
        metadata: { dataset: name, job: job.id },
      });
    }
    await catalogue.remove(name, { signal });
    return {};
  };
}

/** Whether a spec names a dataset by its digest, or by the import that has brought it. */
async function refersTo(spec: unknown, digest: string, catalogue: Catalogue, signal: AbortSignal): Promise<boolean> {
  const text = JSON.stringify(spec);
  if (text.includes(digest)) return true;
  for (const [, id] of text.matchAll(/"import":"(import-[0-9a-f]{16})"/g)) {
    // One that has not ended has brought none yet.
    const found = await catalogue.get({ import: id }, signal).catch(() => undefined);
    if (found?.digest === digest) return true;
  }
  return false;
}

function checkName(field: string, name: string): void {
  if (!isDatasetName(name))
    throw invalidField(field, name, 'must be the name of a dataset: 1 to 63 lower-case letters, digits and hyphens');
}

export async function datasetMessage(dataset: NamedDataset, store: BlobStore): Promise<DatasetInput> {
  const { name, sha256, digest, height, width, classes, rule, licence, origin, statistics } = dataset;
  const names = splitNames.filter((split) => dataset.splits[split]);
  const splits = await Promise.all(names.map((name) => splitMessage(name, dataset.splits[name] as StoredSplit, store)));
  return { name, sha256, digest, height, width, classes: [...classes], splits, ...rule, licence, origin, statistics };
}

async function splitMessage(
  name: SplitName,
  { count, shards, labels, names }: StoredSplit,
  store: BlobStore,
): Promise<SplitInput> {
  const images = await Promise.all(
    shards.map(async ({ count, images }) => ({ count, images: await withUrl(images, store) })),
  );
  return {
    name,
    count,
    shards: images,
    ...(labels && { labels: await withUrl(labels, store) }),
    ...(names && { names: await withUrl(names, store) }),
  };
}

/** The blob, and where a client outside may download it. */
export async function withUrl(ref: BlobRef, store: BlobStore): Promise<BlobRef & { url: string }> {
  return { ...ref, url: await store.presignedGet(ref.key) };
}
