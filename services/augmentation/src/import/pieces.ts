import type { BlobRef, BlobStore, Tensor } from '@parallax/blobs';
import { imagesPerShard } from '@parallax/views';
import type { Row } from './row.js';

/** Decoded pictures on their way into a dataset: a blob of rows and their pixels. It belongs to the job, and goes when that has ended; of a
 * shard, when its record goes. */
export type Piece = Pick<BlobRef, 'bucket' | 'key' | 'size' | 'sha256'>;

/** Collects decoded pictures, and puts them into the store when there are enough of them. */
export class PieceWriter {
  readonly pieces: Piece[];
  readonly #store: BlobStore;
  readonly #prefix: string;
  readonly #size: number;
  #rows: Row[] = [];
  #pixels: Uint8Array[] = [];

  /**
   * @param prefix of its blobs' keys
   * @param size pixels a side
   * @param pieces that an earlier attempt has put
   */
  constructor(store: BlobStore, prefix: string, size: number, pieces: readonly Piece[] = []) {
    this.pieces = [...pieces];
    this.#store = store;
    this.#prefix = prefix;
    this.#size = size;
  }

  /** @returns where its pixels will lie */
  async add(row: Row, pixels: Uint8Array, signal: AbortSignal): Promise<{ piece: number; at: number }> {
    const place = { piece: this.pieces.length, at: this.#rows.length };
    this.#rows.push(row);
    this.#pixels.push(pixels);
    if (this.#rows.length >= imagesPerShard(this.#size ** 2 * 3)) await this.flush(signal);
    return place;
  }

  /** Puts what has been collected. */
  async flush(signal: AbortSignal): Promise<void> {
    const count = this.#rows.length;
    if (count === 0) return;
    const text = Buffer.from(JSON.stringify(this.#rows));
    const data = Buffer.concat(this.#pixels);
    [this.#rows, this.#pixels] = [[], []];
    const tensors = {
      pixels: { dtype: 'U8' as const, shape: [count, this.#size, this.#size, 3], data },
      rows: { dtype: 'U8' as const, shape: [text.length], data: text },
    };
    const { tensors: _, ...blob } = await this.#store.putTensors(this.#prefix, tensors, {}, { signal });
    this.pieces.push(blob);
  }
}

/** A piece's rows. @throws NOT_FOUND, BLOB_CORRUPT, UNAVAILABLE */
export async function readRows(store: BlobStore, piece: Piece, signal: AbortSignal): Promise<Row[]> {
  const { rows } = await store.getTensors({ ...piece, tensors: [] }, { signal });
  return JSON.parse(Buffer.from((rows as Tensor<'U8'>).data).toString());
}

/** The pixels of a piece, or of a dataset's shard: uint8 [count, size, size, 3]. @throws NOT_FOUND, BLOB_CORRUPT, UNAVAILABLE */
export async function readPixels(store: BlobStore, piece: Piece, signal: AbortSignal): Promise<Uint8Array> {
  const { pixels, images } = await store.getTensors({ ...piece, tensors: [] }, { signal });
  return ((pixels ?? images) as Tensor<'U8'>).data;
}
