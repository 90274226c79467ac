import { kernelSizeFor } from './operations/gaussian-blur.js';
import { type OperationSpec, operationOf } from './operations/list.js';

/**
 * How a view is made of an image: operations in order, on float32 in [0, 1], rounded to uint8 once, at the end. Recipes
 * are data: this is the proto3 JSON form of `parallax.v1.Recipe`, with every default filled in. torchvision 0.29's
 * float32 tensor transforms, with `antialias=True`, are the reference.
 */
export interface Recipe {
  name: string;
  operations: OperationSpec[];
  normalisation: Normalisation;
}

/** (pixel - mean) / standardDeviation for red, green and blue, on [0, 1]: applied by the reader of the views. */
export interface Normalisation {
  mean: number[];
  standardDeviation: number[];
}

/** Pixels along a side of what an operation leaves, or undefined where it leaves images as large as they are. */
export function sideAfter(spec: OperationSpec): number | undefined {
  const { operation, parameters } = operationOf(spec);
  return operation.side?.(parameters);
}

/** The height and width of a recipe's views: those that its last crop or resizing leaves, or the image's own. */
export function viewSize({ operations }: Recipe, height: number, width: number): { height: number; width: number } {
  const side = operations.map(sideAfter).findLast((each) => each !== undefined);
  return side === undefined ? { height, width } : { height: side, width: side };
}

/** Maps [0, 1] to [-1, 1], the notebook's range and the default. */
export const centred: Normalisation = { mean: [0.5, 0.5, 0.5], standardDeviation: [0.5, 0.5, 0.5] };

/**
 * The recipes that are shipped, by name.
 *
 * @param size of the images that they are for, in pixels a side: crops are as large, and what covers a part of a view with them
 */
export function shippedRecipes(size: number): Readonly<Record<string, Recipe>> {
  return {
    /** That of the notebook that the project grew from. */
    notebook: {
      name: 'notebook',
      operations: [
        { randomResizedCrop: { size, scale: { low: 0.08, high: 1 }, ratio: { low: 3 / 4, high: 4 / 3 } } },
        { randomHorizontalFlip: { probability: 0.5 } },
        { randomAffine: { degrees: { low: -10, high: 10 }, translateX: 0.1, translateY: 0.1 } },
        { colorJitter: { brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.2, probability: 1 } },
        { cutout: { length: Math.max(1, Math.round(size / 2)) } },
      ],
      normalisation: centred,
    },
    /** SimCLR's for CIFAR-10 (Chen et al. 2020, appendix B.9: no blur), with the milder crop and jitter that suit a small encoder. */
    'simclr-cifar': {
      name: 'simclr-cifar',
      operations: [
        { randomResizedCrop: { size, scale: { low: 0.2, high: 1 }, ratio: { low: 3 / 4, high: 4 / 3 } } },
        { randomHorizontalFlip: { probability: 0.5 } },
        { colorJitter: { brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.1, probability: 0.8 } },
        { randomGrayscale: { probability: 0.2 } },
      ],
      normalisation: centred,
    },
    /** SimCLR's (Chen et al. 2020, appendix A), for pictures larger than CIFAR-10's. */
    simclr: {
      name: 'simclr',
      operations: [
        { randomResizedCrop: { size, scale: { low: 0.08, high: 1 }, ratio: { low: 3 / 4, high: 4 / 3 } } },
        { randomHorizontalFlip: { probability: 0.5 } },
        { colorJitter: { brightness: 0.8, contrast: 0.8, saturation: 0.8, hue: 0.2, probability: 0.8 } },
        { randomGrayscale: { probability: 0.2 } },
        { gaussianBlur: { kernelSize: kernelSizeFor(size), sigma: { low: 0.1, high: 2 }, probability: 0.5 } },
      ],
      normalisation: centred,
    },
    /** The image itself: for embeddings and raw pixels. */
    identity: { name: 'identity', operations: [], normalisation: centred },
  };
}

/** Those for images of 32×32. */
export const recipes = shippedRecipes(32);
