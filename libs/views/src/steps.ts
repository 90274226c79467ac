import type { Generator } from '@parallax/random';
import {
  affine,
  cutout,
  drawAffine,
  drawCrop,
  drawHole,
  drawJitter,
  grayscale,
  horizontalFlip,
  jitter,
  type Planes,
  Resizer,
} from './kernels/index.js';
import type { Operation, Operations } from './recipe.js';

/** Draws what an operation needs and does it to the image, in place or into `spare`; returns where the result is. */
export type Step = (image: Planes, spare: Planes, generator: Generator) => Planes;

/** @param edge the longest side of any image on its way through the recipe, in pixels */
export function stepOf(operation: Operation, edge: number): Step {
  const [[name, parameters]] = Object.entries(operation) as [[keyof Operations, never]];
  return steps[name](parameters, edge);
}

const steps: { [Name in keyof Operations]: (operation: Operations[Name], edge: number) => Step } = {
  randomResizedCrop: (operation, edge) => {
    const resizer = new Resizer(operation.size, edge);
    return (image, spare, generator) => {
      resizer.resizedCrop(image, drawCrop(operation, image.height, image.width, generator), spare);
      return spare;
    };
  },
  randomHorizontalFlip: (operation) => sometimes(operation, horizontalFlip),
  randomAffine: (operation) => (image, spare, generator) => {
    affine(image, drawAffine(operation, image.height, image.width, generator), spare);
    return spare;
  },
  colorJitter: (operation) =>
    sometimes(operation, (image, generator) => jitter(image, drawJitter(operation, generator))),
  randomGrayscale: (operation) => sometimes(operation, grayscale),
  cutout: (operation) => (image, _, generator) => {
    cutout(image, drawHole(operation, image.height, image.width, generator));
    return image;
  },
};

function sometimes(
  { probability }: { probability: number },
  inPlace: (image: Planes, generator: Generator) => void,
): Step {
  return (image, _, generator) => {
    if (generator.uniform() < probability) inPlace(image, generator);
    return image;
  };
}
