/** An image in the making: its red, green and blue planes on [0, 1], one after the other, row by row. */
export interface Planes {
  height: number;
  width: number;
  /** At least 3·height·width long: what lies beyond belongs to larger images. */
  readonly data: Float32Array;
}

/** Room for images of up to `edge` pixels a side. */
export function planes(edge: number): Planes {
  return { height: 0, width: 0, data: new Float32Array(3 * edge * edge) };
}

const levels = Float32Array.from({ length: 256 }, (_, level) => level / 255);

/** Reads uint8 RGB of [height, width, 3] that begins at `offset`. */
export function read(image: Planes, bytes: Uint8Array, offset: number, height: number, width: number): void {
  const { data } = image;
  const size = height * width;
  image.height = height;
  image.width = width;
  for (let pixel = 0, from = offset; pixel < size; pixel++, from += 3) {
    data[pixel] = levels[bytes[from]];
    data[size + pixel] = levels[bytes[from + 1]];
    data[2 * size + pixel] = levels[bytes[from + 2]];
  }
}

/** Writes uint8 RGB of [height, width, 3] from `offset` on: a Uint8ClampedArray rounds to nearest, half to even. */
export function write(image: Planes, bytes: Uint8ClampedArray, offset: number): void {
  const { data } = image;
  const size = image.height * image.width;
  for (let pixel = 0, to = offset; pixel < size; pixel++, to += 3) {
    bytes[to] = 255 * data[pixel];
    bytes[to + 1] = 255 * data[size + pixel];
    bytes[to + 2] = 255 * data[2 * size + pixel];
  }
}
