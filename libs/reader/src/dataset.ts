import type { Dataset, Split } from '@parallax/contract';
import { invalidField, notFound } from '@parallax/errors';
import type { Client } from '@parallax/rpc';

/** What reads views, or checks what a spec says of them. */
export interface WithAugmentation {
  augmentation: Client<'AugmentationService'>;
}

/** Which images of a dataset a spec is about; `images` counts from the first, default all. */
export interface Selection {
  dataset: string;
  split: string;
  images?: number;
}

/** A split that is there, with as many images as were asked for. */
export interface Selected {
  dataset: Dataset;
  split: Split;
  images: number;
}

/** @throws NOT_FOUND for an unknown dataset or split; INVALID_FIELD where the split has fewer images */
export async function selectImages(
  augmentation: Client<'AugmentationService'>,
  { dataset: name, split: splitName, images }: Selection,
  signal: AbortSignal,
): Promise<Selected> {
  const { dataset } = await augmentation.getDataset({ name }, { signal });
  const split = dataset?.splits.find((each) => each.name === splitName);
  if (!dataset || !split) throw notFound('split', `${name}/${splitName}`);
  const count = split.count ?? 0;
  if (images !== undefined && images > count) {
    throw invalidField('spec.images', images, `must be at most ${count}, as ${name} has in ${splitName}`);
  }
  return { dataset, split, images: images ?? count };
}
