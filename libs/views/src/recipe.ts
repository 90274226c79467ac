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

/** What each number of a normalisation may be. */
export const normalisationBounds = {
  mean: { atLeast: 0, atMost: 1 },
  standardDeviation: { above: 0, atMost: 10 },
};

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
