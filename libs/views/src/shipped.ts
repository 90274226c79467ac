import { kernelSizeFor } from './operations/gaussian-blur.js';
import type { OperationSpec } from './operations/list.js';
import { centred, type Recipe } from './recipe.js';

/** A crop whose share of the image's area is from `low` to `high`. */
function crop(size: number, low: number, high = 1): OperationSpec {
  return { randomResizedCrop: { size, scale: { low, high }, ratio: { low: 3 / 4, high: 4 / 3 } } };
}

const flip: OperationSpec = { randomHorizontalFlip: { probability: 0.5 } };

function jitter(brightness: number, saturation: number, hue: number, probability = 0.8): OperationSpec {
  return { colorJitter: { brightness, contrast: brightness, saturation, hue, probability } };
}

const grey: OperationSpec = { randomGrayscale: { probability: 0.2 } };

function blur(size: number, probability: number): OperationSpec {
  return { gaussianBlur: { kernelSize: kernelSizeFor(size), sigma: { low: 0.1, high: 2 }, probability } };
}

const solarise: OperationSpec = { randomSolarize: { threshold: 0.5, probability: 0.2 } };

/** The side of a local view where that of a global one is `size`: as 96 to 224 (Caron et al. 2021), in the steps that networks take. */
function localSize(size: number): number {
  return Math.max(16, 16 * Math.round((size * 96) / 224 / 16));
}

/**
 * The recipes that are shipped, by name. Those of papers whose views differ are called by the paper, and numbered.
 *
 * @param size of the images that they are for, in pixels a side: crops are as large, and what covers a part of a view with them
 */
export function shippedRecipes(size: number): Readonly<Record<string, Recipe>> {
  const local = localSize(size);
  const operations: Record<string, OperationSpec[]> = {
    /** That of the notebook that the project grew from. */
    notebook: [
      crop(size, 0.08),
      flip,
      { randomAffine: { degrees: { low: -10, high: 10 }, translateX: 0.1, translateY: 0.1 } },
      jitter(0.4, 0.4, 0.2, 1),
      { cutout: { length: Math.max(1, Math.round(size / 2)) } },
    ],
    /** SimCLR's for CIFAR-10 (Chen et al. 2020, appendix B.9: no blur), with the milder crop and jitter that suit a small encoder. */
    'simclr-cifar': [crop(size, 0.2), flip, jitter(0.4, 0.4, 0.1), grey],
    /** SimCLR's (Chen et al. 2020, appendix A), for pictures larger than CIFAR-10's. */
    simclr: [crop(size, 0.08), flip, jitter(0.8, 0.8, 0.2), grey, blur(size, 0.5)],
    /** MoCo v2's (Chen et al. 2020, "Improved baselines with momentum contrastive learning"). */
    moco: [crop(size, 0.2), flip, jitter(0.4, 0.4, 0.1), grey, blur(size, 0.5)],
    /** BYOL's for the first view of each image (Grill et al. 2020, appendix B), which Barlow Twins and VICReg took over, and for the second. */
    byol: [crop(size, 0.08), flip, jitter(0.4, 0.2, 0.1), grey, blur(size, 1)],
    'byol-2': [crop(size, 0.08), flip, jitter(0.4, 0.2, 0.1), grey, blur(size, 0.1), solarise],
    /** DINO's for the two global views of each image (Caron et al. 2021), and for the local ones, which are smaller parts in fewer pixels. */
    dino: [crop(size, 0.4), flip, jitter(0.4, 0.2, 0.1), grey, blur(size, 1)],
    'dino-2': [crop(size, 0.4), flip, jitter(0.4, 0.2, 0.1), grey, blur(size, 0.1), solarise],
    'dino-local': [crop(local, 0.05, 0.4), flip, jitter(0.4, 0.2, 0.1), grey, blur(local, 0.5)],
    /** The image itself: for embeddings and raw pixels. */
    identity: [],
  };
  const recipes = Object.entries(operations).map(([name, each]): [string, Recipe] => [
    name,
    { name, operations: each, normalisation: centred },
  ]);
  return Object.fromEntries(recipes);
}

/** Those for images of 32×32. */
export const recipes = shippedRecipes(32);
