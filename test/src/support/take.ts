/**
 * Images by their places, one after another, in memory that threads share.
 *
 * @param bytes of one image
 */
export function take(images: Uint8Array, indices: ArrayLike<number>, bytes: number): Uint8Array {
  const taken = new Uint8Array(new SharedArrayBuffer(indices.length * bytes));
  for (let row = 0; row < indices.length; row++) {
    const from = (indices[row] as number) * bytes;
    taken.set(images.subarray(from, from + bytes), row * bytes);
  }
  return taken;
}
