import type { BlobRef } from '@parallax/blobs';
import type { SplitName } from '@parallax/data';

/** A dataset in the object store: its record, JSON at `datasets/<name>/dataset.json`. */
export interface StoredDataset {
  name: string;
  /** Over the decoded train images, train labels, test images and test labels. */
  sha256: string;
  height: number;
  width: number;
  classes: readonly string[];
  splits: Record<SplitName, StoredSplit>;
}

export interface StoredSplit {
  count: number;
  /** `images`: U8 [count, height, width, 3]. */
  images: BlobRef;
  /** `labels`: U8 [count]. */
  labels: BlobRef;
}
