import type { Normalisation, Recipe } from './recipe.js';

/** Maps [0, 1] to [-1, 1], the notebook's and the default. */
export const centred: Normalisation = { mean: [0.5, 0.5, 0.5], standardDeviation: [0.5, 0.5, 0.5] };

/** The recipes that are shipped, by name. */
export const recipes: Readonly<Record<string, Recipe>> = {
  /** The notebook's that the project grew from. */
  seed: {
    name: 'seed',
    operations: [
      { randomResizedCrop: { size: 32, scale: { low: 0.08, high: 1 }, ratio: { low: 3 / 4, high: 4 / 3 } } },
      { randomHorizontalFlip: { probability: 0.5 } },
      { randomAffine: { degrees: { low: -10, high: 10 }, translateX: 0.1, translateY: 0.1 } },
      { colorJitter: { brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.2, probability: 1 } },
      { cutout: { length: 16 } },
    ],
    normalisation: centred,
  },
  /** SimCLR's for CIFAR-10 (Chen et al. 2020, appendix B.9: no blur), with the milder crop and jitter that suit a small encoder. */
  'simclr-cifar': {
    name: 'simclr-cifar',
    operations: [
      { randomResizedCrop: { size: 32, scale: { low: 0.2, high: 1 }, ratio: { low: 3 / 4, high: 4 / 3 } } },
      { randomHorizontalFlip: { probability: 0.5 } },
      { colorJitter: { brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.1, probability: 0.8 } },
      { randomGrayscale: { probability: 0.2 } },
    ],
    normalisation: centred,
  },
  /** The image itself: for embeddings and raw pixels. */
  identity: { name: 'identity', operations: [], normalisation: centred },
};
