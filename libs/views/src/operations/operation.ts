import type { Generator } from '@parallax/random';
import type { Fields, ValuesOf } from './fields.js';
import type { Planes } from './planes.js';

export interface Size {
  height: number;
  width: number;
}

/** Draws what an operation needs and does it to the image, in place or into `spare`; returns where the result is. */
export type Step = (image: Planes, spare: Planes, generator: Generator) => Planes;

/** What a recipe may ask for: all that is known of it stands in one file, and validation, defaults and cost follow from that. */
export interface Operation<Declared extends Fields> {
  /** What it does, in a sentence for people. */
  readonly about: string;
  /** Those of its message in the contract. */
  readonly fields: Declared;
  /** Pixels along a side of what it leaves; absent where it leaves images as large as they are. */
  side?(parameters: ValuesOf<Declared>): number;
  /**
   * Seconds that it takes for an image where it is done at all: weights measured on one core of a server of 2023 in float32 at
   * 32, 224 and 1,024 pixels, of which each is about the largest. Smaller images, which fit the caches, take less.
   */
  seconds(parameters: ValuesOf<Declared>, size: Size): number;
  /** @param edge the longest side of any image on its way through the recipe, in pixels */
  step(parameters: ValuesOf<Declared>, edge: number): Step;
}

export function pixels({ height, width }: Size): number {
  return height * width;
}

/** A step that is done in place, by chance. */
export function sometimes(
  { probability }: { probability: number },
  inPlace: (image: Planes, generator: Generator) => void,
): Step {
  return (image, _, generator) => {
    if (generator.uniform() < probability) inPlace(image, generator);
    return image;
  };
}
