import { invalidField } from '@parallax/errors';

/** What is measured of each image: one row an image, row-major [images, width]. */
export interface Features {
  data: Float32Array;
  width: number;
}

/** The same where it may be too much to be in memory at once. */
export interface FeatureRows {
  readonly count: number;
  readonly width: number;
  /** The rows from `start` to before `end`, row-major. They are not to be changed. */
  read(start: number, end: number): Promise<Float32Array>;
}

/** Features in memory, as rows. @throws INVALID_FIELD where there is none, or the last one is cut off */
export function rowsIn(field: string, features: Features): FeatureRows {
  const { data, width } = features;
  const count = rowsOf(field, features);
  return { count, width, read: async (start, end) => data.subarray(start * width, end * width) };
}

/** Features that lie somewhere else: as bytes of float32 rows of this width. */
export function featuresIn(
  store: { count: number; read(start: number, end: number): Promise<Uint8Array> },
  width: number,
): FeatureRows {
  return {
    count: store.count,
    width,
    async read(start, end) {
      const rows = await store.read(start, end);
      return new Float32Array(rows.buffer, rows.byteOffset, (end - start) * width);
    },
  };
}

/** Up to so many bytes of features are in memory as one, 1 GiB; of more, a quarter of it at a time. */
export const MOST_BYTES = 2 ** 30;
export const PART_BYTES = MOST_BYTES / 4;

/** The class of each image, from 0. */
export type Labels = ArrayLike<number>;

/** How many rows there are. @throws INVALID_FIELD where there is none, or the last one is cut off */
export function rowsOf(field: string, { data, width }: Features): number {
  const rows = data.length / width;
  if (Number.isInteger(rows) && rows > 0) return rows;
  throw invalidField(field, `${data.length} numbers`, `must be one or more rows of ${width}`);
}

/** @throws INVALID_FIELD where the rows are not as wide as those they are compared with */
export function checkWidth(field: string, { width }: Pick<Features, 'width'>, expected: number): void {
  if (width !== expected) throw invalidField(`${field}.width`, width, `must be ${expected}, as the other's`);
}

/** @throws INVALID_FIELD where a row has no label, or a label is no class */
export function checkLabels(field: string, labels: Labels, rows: number, classes: number): void {
  if (labels.length !== rows)
    throw invalidField(field, `${labels.length} labels`, `must be one for each of ${rows} rows`);
  for (let row = 0; row < rows; row++) {
    const label = labels[row] as number;
    if (!(label >= 0 && label < classes))
      throw invalidField(`${field}[${row}]`, label, `must be below ${classes}, the classes`);
  }
}
