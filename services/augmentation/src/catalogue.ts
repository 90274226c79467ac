import type { BlobRef, BlobStore } from '@parallax/blobs';
import { type Dataset, datasetDigest, type LabelledImages, type SplitName } from '@parallax/data';
import { notFound, ParallaxError } from '@parallax/errors';
import { SingleFlight } from './single-flight.js';

const root = 'datasets/';
const record = '/dataset.json';

/** Of the records that are written here. Those of version 0 have none, and the same fields. */
const VERSION = 1;

/** A dataset in the object store: its record, JSON at `datasets/<name>/dataset.json`. */
export interface StoredDataset {
  version: number;
  name: string;
  /** Over the decoded train images, train labels, test images and test labels. */
  sha256: string;
  height: number;
  width: number;
  classes: readonly string[];
  splits: Record<SplitName, StoredSplit>;
}

export interface StoredSplit {
  count: number;
  /** `images`: U8 [count, height, width, 3]. */
  images: BlobRef;
  /** `labels`: U8 [count]. */
  labels: BlobRef;
}

/** The datasets in the object store. Nothing of them lives in a process alone, so any replica knows them all. */
export class Catalogue {
  readonly #store: BlobStore;
  /** A name keeps its content for good: what has been read once need not be asked for again. */
  readonly #known = new Map<string, StoredDataset>();
  readonly #images = new Map<string, Uint8Array>();
  readonly #loading = new SingleFlight<Uint8Array>();

  constructor(store: BlobStore) {
    this.#store = store;
  }

  /** @throws NOT_FOUND that says how to get it; what `find` throws */
  async get(name: string, signal?: AbortSignal): Promise<StoredDataset> {
    const found = this.#known.get(name) ?? (await this.find(name, signal));
    if (!found) throw notFound('dataset', name, 'ImportDataset brings it here, ListDatasets says which are here');
    this.#known.set(name, found);
    return found;
  }

  /** @throws UNSUPPORTED_VERSION, BLOB_CORRUPT */
  async find(name: string, signal?: AbortSignal): Promise<StoredDataset | undefined> {
    if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(name)) return undefined;
    const ref = await this.#store.stat(root + name + record, { signal });
    if (!ref) return undefined;
    return readRecord(ref, await this.#store.get(ref, { signal }));
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
    const sha256 = datasetDigest(dataset);
    const stored = { version: VERSION, name, sha256, height, width, classes, splits: { train, test } };
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

function readRecord({ bucket, key }: BlobRef, bytes: Uint8Array): StoredDataset {
  const dataset = parse(Buffer.from(bytes).toString('utf8'));
  const { name, version = 0 } = dataset ?? {};
  if (typeof name !== 'string' || typeof version !== 'number') {
    const message = `the object holds no dataset's record [bucket=${bucket}, key=${key}]`;
    throw new ParallaxError('BLOB_CORRUPT', message, { metadata: { bucket, key } });
  }
  if (version > VERSION) {
    const message =
      `dataset ${name} is stored as version ${version}, and this service reads up to ${VERSION}: upgrade it, ` +
      'or import the dataset from a folder or prefix again';
    throw new ParallaxError('UNSUPPORTED_VERSION', message, {
      metadata: { kind: 'dataset', name, version: `${version}` },
    });
  }
  return { ...(dataset as StoredDataset), version };
}

function parse(text: string): Partial<StoredDataset> | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
