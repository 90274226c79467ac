import type { BlobStore, CallOptions, Tensors } from '@parallax/blobs';
import type { DatasetRef } from '@parallax/contract';
import { cifar10, type Dataset, datasetDigest, type LabelledImages, PixelCounter } from '@parallax/data';
import { checkSha256, invalidField, notFound, ParallaxError } from '@parallax/errors';
import { isDatasetName } from '@parallax/specs';
import { imagesPerShard } from '@parallax/views';
import {
  type DatasetRecord,
  decodeName,
  decodeRecord,
  encodeName,
  encodeRecord,
  type Shard,
  type StoredDataset,
  type StoredSplit,
  upgradeRecord,
} from './dataset-record.js';
import { SingleFlight } from './single-flight.js';

/** What names stand for: JSON at `datasets/names/<name>.json`. */
const names = 'datasets/names/';

/** Records, by their digests: JSON at `datasets/records/<digest>.json`. */
export const recordPrefix = 'datasets/records/';

/** Shards and labels, as safetensors by their sha256. */
export const blobPrefix = 'datasets/blobs';

const suffix = '.json';

/** The one dataset that versions 0 and 1 knew, which lay under its name. */
const oldName = cifar10.name;

/** Finds the digest of the dataset that an import has brought, or undefined. @throws NOT_FOUND where there is no such import */
export type ImportedDatasets = (id: string) => Promise<string | undefined>;

/** A dataset by the name under which it was asked for; the name is empty where there was none. */
export interface NamedDataset extends StoredDataset {
  name: string;
}

/**
 * The datasets in the object store, by name and by digest. A name may be given to another dataset at any time, so none is
 * remembered; what a digest stands for stays.
 */
export class Catalogue {
  readonly #store: BlobStore;
  readonly #imports: ImportedDatasets | undefined;
  readonly #known = new Map<string, StoredDataset>();
  /** Digests by the import that has brought them. */
  readonly #imported = new Map<string, string>();
  readonly #finding = new SingleFlight<StoredDataset | undefined>();

  /** @param imports finds the dataset that an import has brought: where there is nobody to ask, references to imports stand for none */
  constructor(store: BlobStore, imports?: ImportedDatasets) {
    this.#store = store;
    this.#imports = imports;
  }

  /**
   * What a reference stands for now; where it has a digest, that decides.
   *
   * @throws NOT_FOUND that says how to get it; INVALID_FIELD where the reference names none; what `find` throws
   */
  async get({ name = '', digest = '', import: id = '' }: DatasetRef, signal: AbortSignal): Promise<NamedDataset> {
    if (id !== '') return { ...(await this.#byDigest(await this.#digestOfImport(id), { signal })), name };
    if (digest !== '') return { ...(await this.#byDigest(digest, { signal })), name };
    // Many calls at once ask once.
    const found = await this.#finding.run(name, (shared) => this.find(name, { signal: shared }), signal);
    if (!found)
      throw notFound(
        'dataset',
        name,
        'StartImport (`parallax datasets import`) brings one here, ListDatasets (`parallax datasets list`) says which are',
      );
    return { ...found, name };
  }

  /** What a name stands for. @throws UNSUPPORTED_VERSION, BLOB_CORRUPT */
  async find(name: string, { signal }: CallOptions = {}): Promise<StoredDataset | undefined> {
    if (!isDatasetName(name)) return undefined;
    const ref = await this.#store.stat(names + name + suffix, { signal });
    if (ref) return this.#byDigest(decodeName(ref, await this.#store.get(ref, { signal })).digest, { signal });
    const old = name === oldName ? await this.#store.stat(`datasets/${name}/dataset.json`, { signal }) : undefined;
    return (
      old && this.give(name, upgradeRecord(old, await this.#store.get(old, { signal })), { replace: true, signal })
    );
  }

  async #digestOfImport(id: string): Promise<string> {
    const digest = this.#imported.get(id) ?? (await this.#imports?.(id));
    if (digest === undefined) throw notFound('dataset', id, 'the import has not succeeded');
    this.#imported.set(id, digest);
    return digest;
  }

  async #byDigest(digest: string, { signal }: CallOptions = {}): Promise<StoredDataset> {
    const known = this.#known.get(digest);
    if (known) return known;
    checkSha256('dataset.digest', digest);
    const ref = await this.#store.stat(recordPrefix + digest + suffix, { signal });
    if (!ref) throw notFound('dataset', digest, 'ListDatasets (`parallax datasets list`) says which are here');
    const found = decodeRecord(ref, await this.#store.get(ref, { signal }));
    this.#known.set(digest, found);
    return found;
  }

  /** Remembers nothing: something may have been removed. */
  forget(): void {
    this.#known.clear();
    this.#imported.clear();
  }

  /** The names of those that are here, in order. */
  async names({ signal }: CallOptions = {}): Promise<string[]> {
    const found: string[] = [];
    for await (const { key } of this.#store.list(names, { signal })) {
      if (key.endsWith(suffix)) found.push(key.slice(names.length, -suffix.length));
    }
    if (!found.includes(oldName) && (await this.find(oldName, { signal }))) found.push(oldName);
    return found.sort();
  }

  /** Puts the content, then the record, then the name: a dataset is here when all of it is. */
  async put(name: string, dataset: Dataset, { signal }: CallOptions = {}): Promise<NamedDataset> {
    const { height, width, classes, splits } = dataset;
    const counter = new PixelCounter();
    const train = await this.#putSplit(splits.train, [height, width, 3], { counter, signal });
    const test = await this.#putSplit(splits.test, [height, width, 3], { signal });
    const statistics = counter.statistics();
    const record = { sha256: datasetDigest(dataset), height, width, classes, statistics, splits: { train, test } };
    return { ...(await this.give(name, record, { replace: true, signal })), name };
  }

  /**
   * Gives a name to a record, whose blobs are there. It is put under its digest in any case.
   *
   * @param replace whether the name may be another dataset's
   * @param over the digest of the one whose it may be in any case
   * @throws NAME_TAKEN where it is another's, and may not be
   */
  async give(
    name: string,
    record: Omit<DatasetRecord, 'version'>,
    { replace, over, signal }: CallOptions & { replace: boolean; over?: string | undefined },
  ): Promise<StoredDataset> {
    const here = replace ? undefined : await this.find(name, { signal });
    const { bytes, stored } = encodeRecord(record);
    await this.#store.put(recordPrefix + stored.digest + suffix, bytes, { signal });
    if (here && here.digest !== stored.digest && here.digest !== over) {
      throw nameTaken(name, here.digest, `; what was imported is there as ${stored.digest}`);
    }
    await this.#store.put(names + name + suffix, encodeName(stored.digest), { signal });
    return stored;
  }

  /** @throws NOT_FOUND; INVALID_FIELD where the new name is another's, or CIFAR-10's and this is none */
  async rename(name: string, newName: string, { signal }: { signal: AbortSignal }): Promise<NamedDataset> {
    const found = await this.get({ name }, signal);
    if (newName === cifar10.name && found.sha256 !== cifar10.sha256)
      throw invalidField('new_name', newName, 'must be another name: it is what CIFAR-10 is called');
    const taken = await this.find(newName, { signal });
    if (taken && taken.digest !== found.digest)
      throw invalidField(
        'new_name',
        newName,
        `must be a name that is free: it is that of ${taken.digest.slice(0, 12)}`,
      );
    await this.#store.put(names + newName + suffix, encodeName(found.digest), { signal });
    if (newName !== name) await this.remove(name, { signal });
    return { ...found, name: newName };
  }

  /** Takes a name away; what it stood for stays by its digest until nothing needs it. */
  async remove(name: string, options: CallOptions): Promise<void> {
    await this.#store.remove([names + name + suffix], options);
  }

  async #putSplit(
    { count, images, labels }: LabelledImages,
    imageShape: readonly [number, number, number],
    { counter, ...options }: CallOptions & { counter?: PixelCounter },
  ): Promise<StoredSplit> {
    const imageBytes = imageShape.reduce((product, length) => product * length);
    const perShard = imagesPerShard(imageBytes);
    const shards: Shard[] = [];
    for (let start = 0; start < count; start += perShard) {
      const end = Math.min(start + perShard, count);
      const data = images.subarray(start * imageBytes, end * imageBytes);
      const shape = [end - start, ...imageShape];
      const tensors: Tensors = { images: { dtype: 'U8', shape, data } };
      // Shard by shard, as other calls wait meanwhile.
      counter?.add(data);
      shards.push({ count: end - start, images: await this.#store.putTensors(blobPrefix, tensors, {}, options) });
    }
    const tensors: Tensors = { labels: { dtype: 'U16', shape: [count], data: labels } };
    return { count, shards, labels: await this.#store.putTensors(blobPrefix, tensors, {}, options) };
  }
}

/** @param more what else there is to say */
export function nameTaken(name: string, digest: string, more = ''): ParallaxError {
  const message = `spec.name is ${JSON.stringify(name)}, the name of another dataset, ${digest.slice(0, 12)}: --replace (spec.replace) gives it to this one, and \`parallax datasets add ${name}\` (spec.add_to) brings these pictures to that one${more}`;
  return new ParallaxError('NAME_TAKEN', message, { metadata: { field: 'spec.name', value: name, digest } });
}

/** What `nameTaken` says of a name that is CIFAR-10's, whether or not that is here. */
export function nameReserved(name: string): ParallaxError {
  const message = `spec.name is ${JSON.stringify(name)}, which is what CIFAR-10 is called, as \`parallax datasets import ${name}\` brings it: choose another with --name, or --replace (spec.replace) gives it to this one`;
  return new ParallaxError('NAME_TAKEN', message, { metadata: { field: 'spec.name', value: name } });
}
