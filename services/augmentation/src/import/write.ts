import { createHash, type Hash } from 'node:crypto';
import type { BlobStore, Tensors } from '@parallax/blobs';
import { encodeNames, LOOK_BYTES, PixelCounter } from '@parallax/data';
import { imagesPerShard } from '@parallax/views';
import { blobPrefix } from '../catalogue.js';
import type { DatasetRecord, Shard, StoredSplit } from '../dataset-record.js';
import type { Chosen, Found } from './choose.js';
import { type Piece, readPixels } from './pieces.js';

/** Pieces that are in memory at once. In the order of a dataset the rows of a piece mostly stand together. */
const PIECES_KEPT = 4;

export interface WriteOptions {
  store: BlobStore;
  pieces: readonly Piece[];
  /** Pixels a side. */
  size: number;
  /** Hears how many pictures have been written. */
  onProgress: (done: number) => void;
  signal: AbortSignal;
}

type Content = Pick<DatasetRecord, 'sha256' | 'height' | 'width' | 'classes' | 'statistics' | 'splits'>;

/** Puts shards, labels and names of what was chosen, and returns what its record says of them. */
export async function writeDataset(chosen: Chosen, options: WriteOptions): Promise<Content> {
  const { train, test, classes } = chosen;
  const hash = createHash('sha256');
  const writer = new SplitWriter(options, chosen, hash);
  const split = await writer.write(train);
  const statistics = writer.pixels.statistics();
  const splits = { train: split, ...(test.length > 0 && { test: await writer.write(test) }) };
  const { size } = options;
  return { sha256: hash.digest('hex'), height: size, width: size, classes, statistics, splits };
}

class SplitWriter {
  readonly #options: WriteOptions;
  readonly #chosen: Chosen;
  /** Over all splits: `datasetDigest`. */
  readonly #hash: Hash;
  /** Of what has been written. */
  readonly pixels = new PixelCounter();
  readonly #pieces = new Map<number, Uint8Array>();
  #done = 0;

  constructor(options: WriteOptions, chosen: Chosen, hash: Hash) {
    this.#options = options;
    this.#chosen = chosen;
    this.#hash = hash;
  }

  async write(rows: readonly Found[]): Promise<StoredSplit> {
    const { classes, labelOf } = this.#chosen;
    const perShard = imagesPerShard(this.#options.size ** 2 * 3);
    const shards: Shard[] = [];
    for (let start = 0; start < rows.length; start += perShard) {
      shards.push(await this.#putShard(rows.slice(start, start + perShard)));
    }
    const names = await this.#putNames(rows);
    if (classes.length === 0) return { count: rows.length, shards, names };
    const labels = Uint16Array.from(rows, labelOf);
    this.#hash.update(classes.length <= 256 ? Uint8Array.from(labels) : labels);
    const tensors = { labels: { dtype: 'U16' as const, shape: [labels.length], data: labels } };
    return { count: rows.length, shards, labels: await this.#put(tensors), names };
  }

  async #putShard(rows: readonly Found[]): Promise<Shard> {
    const { size, onProgress } = this.#options;
    const bytes = size ** 2 * 3;
    const data = new Uint8Array(rows.length * bytes);
    for (const [place, { piece, at }] of rows.entries()) {
      const pixels = this.#pieces.get(piece) ?? (await this.#read(piece));
      data.set(pixels.subarray(at * bytes, (at + 1) * bytes), place * bytes);
    }
    this.#hash.update(data);
    this.pixels.add(data);
    const images = { dtype: 'U8' as const, shape: [rows.length, size, size, 3], data };
    const shard = { count: rows.length, images: await this.#put({ images }) };
    this.#done += rows.length;
    onProgress(this.#done);
    return shard;
  }

  async #read(piece: number): Promise<Uint8Array> {
    const { store, pieces, signal } = this.#options;
    const pixels = await readPixels(store, pieces[piece] as Piece, signal);
    const [oldest] = this.#pieces.keys();
    if (this.#pieces.size >= PIECES_KEPT && oldest !== undefined) this.#pieces.delete(oldest);
    this.#pieces.set(piece, pixels);
    return pixels;
  }

  /** The names of the files, and what they look like: once they have been brought to size, nothing tells that any more. */
  #putNames(rows: readonly Found[]) {
    const data = Buffer.from(rows.map(({ look }) => look).join(''), 'hex');
    const looks = { dtype: 'U8' as const, shape: [rows.length, LOOK_BYTES], data };
    return this.#put({ ...encodeNames(rows.map(({ name }) => name)), looks });
  }

  #put(tensors: Tensors) {
    const { store, signal } = this.#options;
    return store.putTensors(blobPrefix, tensors, {}, { signal });
  }
}
