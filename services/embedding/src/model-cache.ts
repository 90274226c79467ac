import type { BlobRef, BlobStore } from '@parallax/blobs';
import { Model } from '@parallax/models';
import { readEncoder } from '@parallax/reader';

/** How many encoders stay loaded: 9 MiB each, of the notebook's size. */
const capacity = 4;

/** The encoders that were asked for last, ready to use. */
export class ModelCache {
  readonly #store: BlobStore;
  /** In the order of their last use. */
  readonly #models = new Map<string, Model>();

  constructor(store: BlobStore) {
    this.#store = store;
  }

  async get(blob: BlobRef): Promise<Model> {
    const model = this.#models.get(blob.sha256) ?? new Model(await readEncoder(blob, this.#store));
    this.#models.delete(blob.sha256);
    this.#models.set(blob.sha256, model);
    for (const [sha256, oldest] of this.#models) {
      if (this.#models.size <= capacity) break;
      this.#models.delete(sha256);
      oldest.dispose();
    }
    return model;
  }
}
