import type { BlobRef, BlobStore } from '@parallax/blobs';
import { choosePrecision, Model } from '@parallax/learning';
import { type LoadedEncoder, readEncoder } from '@parallax/reader';

/** How many encoders stay loaded: 9 MiB each of the notebook's network, 45 of a ResNet with 18 layers. */
const capacity = 4;

/** An encoder that is ready to use, and what it expects. */
export interface ReadyEncoder extends Pick<LoadedEncoder, 'preprocessing'> {
  model: Model;
}

/** The encoders that were asked for last, ready to use. */
export class ModelCache {
  readonly #store: BlobStore;
  /** In the order of their last use. */
  readonly #encoders = new Map<string, ReadyEncoder>();

  constructor(store: BlobStore) {
    this.#store = store;
  }

  async get(blob: BlobRef): Promise<ReadyEncoder> {
    const encoder = this.#encoders.get(blob.sha256) ?? (await this.#load(blob));
    this.#encoders.delete(blob.sha256);
    this.#encoders.set(blob.sha256, encoder);
    for (const [sha256, { model: oldest }] of this.#encoders) {
      if (this.#encoders.size <= capacity) break;
      this.#encoders.delete(sha256);
      oldest.dispose();
    }
    return encoder;
  }

  async #load(blob: BlobRef): Promise<ReadyEncoder> {
    const { state, network, preprocessing } = await readEncoder(blob, this.#store);
    const precision = choosePrecision({ asked: 'PRECISION_AUTO', preferred: preprocessing.precision });
    return { model: new Model(state, { precision, network }), preprocessing };
  }
}
