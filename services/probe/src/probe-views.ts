import type { BlobRef } from '@parallax/blobs';
import type { AugmentRequestInput } from '@parallax/contract';
import { selectImages } from '@parallax/reader';
import type { ResolvedViewsInput, SplitName } from '@parallax/specs';
import { viewSize } from '@parallax/views';
import type { Attempt } from './attempt.js';
import { viewBatches } from './batches.js';
import { evaluate, tasksOn } from './evaluate.js';
import { rawFeaturesOf, readImages } from './images.js';
import type { Found } from './measure.js';

/** Views of test images that are classified at once. */
const TEST_BATCH = 128;

/**
 * Probes the pixels of views, drawn anew in each epoch, as the notebook does: the test images are views too. Its one
 * baseline is the same MLP on the pixels as they are.
 */
export async function probeViews(
  attempt: Attempt,
  { dataset, recipe, trainImages, testImages }: ResolvedViewsInput,
): Promise<Found> {
  const { source } = attempt;
  const read = async (split: string, images: number | undefined) => {
    const selected = await selectImages(source.augmentation, { dataset, split, images }, source.signal);
    const labels = selected.split.labels as BlobRef;
    const size = Number(selected.dataset.height);
    const read = await readImages(source, { dataset, split }, { from: size, to: size }, selected.images, labels);
    return { ...read, dataset: selected.dataset };
  };
  const [train, test] = [await read('train', trainImages), await read('test', testImages)];
  const side = viewSize(recipe, Number(train.dataset.height), Number(train.dataset.width)).height;
  const labels = { trainLabels: train.labels, testLabels: test.labels, classes: train.dataset.classes };
  const batches = (split: SplitName, request: AugmentRequestInput, batch: number) => {
    const { count, labels } = split === 'train' ? train : test;
    const all = { ...request, dataset, recipe, views: 1, split, images: count };
    return viewBatches(source, all, count, labels, { batch, side }, recipe.normalisation);
  };
  const views = { representation: 'REPRESENTATION_VIEWS', name: `views of ${recipe.name}` } as const;
  const pixels = { representation: 'REPRESENTATION_RAW_PIXELS', name: 'raw pixels' } as const;
  const evaluateRaw = async () => {
    try {
      return await evaluate(attempt, labels, pixels, tasksOn(await rawFeaturesOf({ train, test }), labels));
    } finally {
      await Promise.all([train.pixels.close(), test.pixels.close()]);
    }
  };
  const ofPixels = await evaluateRaw();
  const ofViews = await evaluate(attempt, labels, views, {
    batches: (seed) => ({
      width: 3 * side ** 2,
      classes: labels.classes.length,
      trainImages: train.count,
      trainBatches: (epoch, batch) => batches('train', { seed, epoch, order: 'ORDER_SHUFFLED' }, batch),
      testBatches: () => batches('test', { seed, epoch: 0, order: 'ORDER_DATASET' }, TEST_BATCH),
      seed,
    }),
  });
  return {
    evaluations: [...ofPixels, ...ofViews],
    features: 'pixels',
    trainImages: train.count,
    testImages: test.count,
    randomEncoder: 'none: no encoder is involved, and raw pixels are the only baseline',
  };
}
