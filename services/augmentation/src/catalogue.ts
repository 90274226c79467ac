import type { BlobRef, BlobStore } from '@parallax/blobs';
import { type Dataset, datasetDigest, type LabelledImages } from '@parallax/data';
import { notFound } from '@parallax/errors';
import { Sharing } from './sharing.js';
import type { StoredDataset, StoredSplit } from './stored-dataset.js';

const root = 'datasets/';
const record = '/dataset.json';

/** The datasets in the object store. Nothing of them lives in a process alone, so any replica knows them all. */
export class Catalogue {
  readonly #store: BlobStore;
  /** A name keeps its content for good: what has been read once need not be asked for again. */
  readonly #known = new Map<string, StoredDataset>();
  readonly #images = new Map<string, Uint8Array>();
  readonly #loading = new Sharing<Uint8Array>();

  constructor(store: BlobStore) {
    this.#store = store;
  }

  /** @throws NOT_FOUND that says how to get it */
  async get(name: string, signal?: AbortSignal): Promise<StoredDataset> {
    const found = this.#known.get(name) ?? (await this.find(name, signal));
    if (!found) throw notFound('dataset', name, 'ImportDataset brings it here, ListDatasets says which are here');
    this.#known.set(name, found);
    return found;
  }

  async find(name: string, signal?: AbortSignal): Promise<StoredDataset | undefined> {
    if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(name)) return undefined;
    const ref = await this.#store.stat(root + name + record, { signal });
    if (!ref) return undefined;
    return JSON.parse(Buffer.from(await this.#store.get(ref, { signal })).toString('utf8')) as StoredDataset;
  }

  /** The names of those that are here, in order. */
  async names(signal?: AbortSignal): Promise<string[]> {
    const names: string[] = [];
    for await (const { key } of this.#store.list(root, { signal })) {
      if (key.endsWith(record)) names.push(key.slice(root.length, -record.length));
    }
    return names.sort();
  }

  /** Puts the content, then the record: a dataset is here when all of it is. */
  async put(dataset: Dataset, signal?: AbortSignal): Promise<StoredDataset> {
    const { name, height, width, classes, splits } = dataset;
    const train = await this.#putSplit(dataset, splits.train, signal);
    const test = await this.#putSplit(dataset, splits.test, signal);
    const stored = { name, sha256: datasetDigest(dataset), height, width, classes, splits: { train, test } };
    await this.#store.put(root + name + record, Buffer.from(JSON.stringify(stored)), { signal });
    return stored;
  }

  async #putSplit(
    { name, height, width }: Dataset,
    { count, images, labels }: LabelledImages,
    signal?: AbortSignal,
  ): Promise<StoredSplit> {
    const put = (tensor: string, shape: number[], bytes: Uint8Array): Promise<BlobRef> => {
      const data = bytes as Uint8Array<ArrayBuffer>;
      return this.#store.putTensors(root + name, { [tensor]: { dtype: 'U8', shape, data } }, {}, { signal });
    };
    return {
      count,
      images: await put('images', [count, height, width, 3], images),
      labels: await put('labels', [count], labels),
    };
  }

  /** A split's images, uint8 [count, height, width, 3], in memory that threads share; read and verified once. */
  async images({ images }: StoredSplit, signal: AbortSignal): Promise<Uint8Array> {
    return (
      this.#images.get(images.sha256) ??
      this.#loading.run(images.sha256, (shared) => this.#load(images, shared), signal)
    );
  }

  async #load(ref: BlobRef, signal: AbortSignal): Promise<Uint8Array> {
    const { images } = await this.#store.getTensors(ref, { signal });
    const data = images?.data as Uint8Array;
    const shared = new Uint8Array(new SharedArrayBuffer(data.length));
    shared.set(data);
    this.#images.set(ref.sha256, shared);
    return shared;
  }
}
