import type { BlobRef, BlobStore, Tensor } from '@parallax/blobs';
import type { Found, LeftOut } from './choose.js';
import { type Piece, readRows } from './pieces.js';

/** How far a source has been decoded. */
export interface State {
  /** Of the source, whose units are counted: that of `Opened`. */
  listing: string;
  units: number;
  pieces: readonly Piece[];
  bad: LeftOut[];
  /** Files that are no pictures. */
  others: number;
}

/** As it is stored. */
export function stateTensors(state: State) {
  const data = Buffer.from(JSON.stringify(state));
  return { state: { dtype: 'U8' as const, shape: [data.length], data } };
}

/** A state with the rows of its pieces. @throws NOT_FOUND, BLOB_CORRUPT, UNAVAILABLE */
export async function readState(
  blob: BlobRef,
  store: BlobStore,
  signal: AbortSignal,
): Promise<State & { found: Found[] }> {
  const { state } = await store.getTensors(blob, { signal });
  const read = JSON.parse(Buffer.from((state as Tensor<'U8'>).data).toString()) as State;
  const found: Found[] = [];
  for (const [piece, ref] of read.pieces.entries()) {
    for (const [at, row] of (await readRows(store, ref, signal)).entries()) found.push({ ...row, piece, at });
  }
  return { ...read, found };
}
