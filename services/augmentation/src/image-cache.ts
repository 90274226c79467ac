import { type BlobStore, decodeBlob } from '@parallax/blobs';
import { ahead } from '@parallax/data';
import { Semaphore, UNBOUNDED } from '@parallax/rpc';
import type { Shard, StoredSplit } from './dataset-record.js';
import { SingleFlight } from './single-flight.js';

/** Shards that are read at once: beside those that are kept, so many more may be in memory. */
const READS_AT_ONCE = 2;

/** A shard in memory. */
interface Kept {
  /** uint8 [count, height, width, 3]. */
  images: Uint8Array;
  /** The whole blob, of which they are a view. */
  memory: Uint8Array;
}

/**
 * The images of datasets, as far as they fit into a number of bytes: shards that were used last stay in memory. Whoever needs
 * the same shard waits for one reading of it. The next are read into the memory of those that went: new memory of that size
 * would take the processor longer than all else about reading it.
 */
export class ImageCache {
  readonly #store: BlobStore;
  readonly #bytes: number;
  /** By the shard's sha256; those that were used last stand last. */
  readonly #shards = new Map<string, Kept>();
  /** How many calls need a shard, by its sha256. */
  readonly #needed = new Map<string, number>();
  /** Of shards that went, and that no call needed. */
  readonly #spare: Uint8Array[] = [];
  readonly #reading = new SingleFlight<Uint8Array>();
  readonly #turns = new Semaphore(READS_AT_ONCE, `${READS_AT_ONCE} shards at once`, UNBOUNDED);
  #kept = 0;

  /** @param bytes of images that are kept */
  constructor(store: BlobStore, bytes: number) {
    this.#store = store;
    this.#bytes = bytes;
  }

  /**
   * Images of a split, by their places in it.
   *
   * @param imageBytes of one image
   * @returns uint8 [indices, height, width, 3] in memory that threads share
   * @throws NOT_FOUND, BLOB_CORRUPT, UNAVAILABLE
   */
  async take(
    { shards }: StoredSplit,
    imageBytes: number,
    indices: Int32Array,
    signal: AbortSignal,
  ): Promise<Uint8Array> {
    const taken = new Uint8Array(new SharedArrayBuffer(indices.length * imageBytes));
    const perShard = shards[0]?.count ?? 1;
    const rowsOf = new Map<number, number[]>();
    indices.forEach((image, row) => {
      const shard = Math.floor(image / perShard);
      const rows = rowsOf.get(shard);
      if (rows) rows.push(row);
      else rowsOf.set(shard, [row]);
    });
    const held = new Set([...rowsOf.keys()].map((shard) => this.#hold(shards[shard] as Shard)));
    // One after another, with the next on its way, so that no call needs more than two of them to be in memory.
    const read = async ([shard, rows]: [number, number[]]) => {
      return { shard, rows, images: await this.#get(shards[shard] as Shard, signal) };
    };
    try {
      for await (const { shard, rows, images } of ahead(rowsOf, 2, read)) {
        for (const row of rows) {
          const from = ((indices[row] as number) - shard * perShard) * imageBytes;
          taken.set(images.subarray(from, from + imageBytes), row * imageBytes);
        }
        const { sha256 } = (shards[shard] as Shard).images;
        held.delete(sha256);
        this.#release(sha256);
      }
    } finally {
      for (const sha256 of held) this.#release(sha256);
    }
    return taken;
  }

  #hold({ images: { sha256 } }: Shard): string {
    this.#needed.set(sha256, (this.#needed.get(sha256) ?? 0) + 1);
    return sha256;
  }

  #release(sha256: string): void {
    const others = (this.#needed.get(sha256) ?? 0) - 1;
    if (others > 0) this.#needed.set(sha256, others);
    else this.#needed.delete(sha256);
  }

  async #get({ images: ref }: Shard, signal: AbortSignal): Promise<Uint8Array> {
    const kept = this.#shards.get(ref.sha256);
    if (kept) {
      this.#shards.delete(ref.sha256);
      this.#shards.set(ref.sha256, kept);
      return kept.images;
    }
    const read = (shared: AbortSignal) =>
      this.#turns.run(
        1,
        async () => {
          const memory = await this.#store.get(ref, { signal: shared, into: this.#spare.pop() });
          const images = decodeBlob(ref, memory).images?.data as Uint8Array;
          this.#keep(ref.sha256, { images, memory });
          return images;
        },
        shared,
      );
    return this.#reading.run(ref.sha256, read, signal);
  }

  /** The ones that were used the longest time ago go, as far as room is needed. */
  #keep(sha256: string, shard: Kept): void {
    this.#shards.set(sha256, shard);
    this.#kept += shard.images.length;
    for (const [oldest, { images, memory }] of this.#shards) {
      if (this.#kept <= this.#bytes || oldest === sha256) return;
      this.#shards.delete(oldest);
      this.#kept -= images.length;
      if (!this.#needed.has(oldest) && this.#spare.length < READS_AT_ONCE) this.#spare.push(memory);
    }
  }
}
