import type { BlobRef, BlobStore } from '@parallax/blobs';
import type {
  DatasetInput,
  GetDatasetRequest,
  GetDatasetResponseInput,
  ListDatasetsRequest,
  ListDatasetsResponseInput,
  SplitInput,
} from '@parallax/contract';
import { type SplitName, splitNames } from '@parallax/data';
import { checkInteger, invalidField } from '@parallax/errors';
import type { Call } from '@parallax/rpc';
import type { Catalogue, NamedDataset } from './catalogue.js';
import type { StoredSplit } from './dataset-record.js';

const DEFAULT_PAGE = 50;
const LARGEST_PAGE = 1_000;

export function getDataset(catalogue: Catalogue, store: BlobStore) {
  return async ({ name = '', digest = '' }: GetDatasetRequest, { signal }: Call): Promise<GetDatasetResponseInput> => {
    if (name === '' && digest === '') throw invalidField('name', name, 'must be the name of a dataset');
    return { dataset: await datasetMessage(await catalogue.get({ name, digest }, signal), store) };
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

export async function datasetMessage(dataset: NamedDataset, store: BlobStore): Promise<DatasetInput> {
  const { name, sha256, digest, height, width, classes, rule, licence, origin } = dataset;
  const names = splitNames.filter((split) => dataset.splits[split]);
  const splits = await Promise.all(names.map((name) => splitMessage(name, dataset.splits[name] as StoredSplit, store)));
  return { name, sha256, digest, height, width, classes: [...classes], splits, ...rule, licence, origin };
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
