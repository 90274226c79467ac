import { createHash } from 'node:crypto';

/** Images and their labels, in the dataset's own order. */
export interface LabelledImages {
  count: number;
  /** uint8 [count, height, width, 3]. */
  images: Uint8Array;
  /** uint8 [count]: indices into the dataset's `classes`. */
  labels: Uint8Array;
}

export type SplitName = 'train' | 'test';

export const splitNames: readonly SplitName[] = ['train', 'test'];

/** A labelled dataset, decoded: whatever it was read from, always in this form. */
export interface Dataset {
  name: string;
  height: number;
  width: number;
  /** The name of each class, by label. */
  classes: readonly string[];
  splits: Record<SplitName, LabelledImages>;
}

/** What names a dataset's content: the SHA-256 over train images, train labels, test images and test labels, in hex. */
export function datasetDigest({ splits: { train, test } }: Dataset): string {
  const hash = createHash('sha256');
  for (const bytes of [train.images, train.labels, test.images, test.labels]) hash.update(bytes);
  return hash.digest('hex');
}
