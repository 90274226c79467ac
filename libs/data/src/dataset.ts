import { createHash } from 'node:crypto';

/** Images and their labels, in the dataset's own order. */
export interface LabelledImages {
  count: number;
  /** uint8 [count, height, width, 3]. */
  images: Uint8Array;
  /** uint16 [count]: indices into the dataset's `classes`. */
  labels: Uint16Array;
}

export type SplitName = 'train' | 'test';

export const splitNames: readonly SplitName[] = ['train', 'test'];

/** A labelled dataset, decoded: whatever it was read from, always in this form. */
export interface Dataset {
  height: number;
  width: number;
  /** The name of each class, by label. */
  classes: readonly string[];
  splits: Record<SplitName, LabelledImages>;
}

/**
 * What names a dataset's content: the SHA-256 over train images, train labels, test images and test labels, in hex. Labels
 * are bytes where there are at most 256 classes, and little-endian pairs of bytes where there are more.
 */
export function datasetDigest({ classes, splits: { train, test } }: Dataset): string {
  const hash = createHash('sha256');
  for (const { images, labels } of [train, test]) {
    hash.update(images).update(classes.length <= 256 ? Uint8Array.from(labels) : labels);
  }
  return hash.digest('hex');
}
