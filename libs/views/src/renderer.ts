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
  planes,
  Resizer,
  read,
  write,
} from './kernels/index.js';
import type { Operations, Recipe } from './recipe.js';

/** Draws what an operation needs, and does it to the front buffer. */
type Step = (generator: Generator) => void;

/** Makes views of images of one size by one recipe, in buffers of its own: nothing of an image's size is allocated for a view. */
export class Renderer {
  readonly #height: number;
  readonly #width: number;
  readonly #edge: number;
  readonly #steps: Step[];
  #front: Planes;
  #back: Planes;

  constructor(recipe: Recipe, height: number, width: number) {
    const sizes = recipe.operations.map((each) => ('randomResizedCrop' in each ? each.randomResizedCrop.size : 0));
    this.#height = height;
    this.#width = width;
    this.#edge = Math.max(height, width, ...sizes);
    this.#front = planes(this.#edge);
    this.#back = planes(this.#edge);
    this.#steps = recipe.operations.flatMap((each) =>
      Object.entries(each).map(([name, value]) => this.#step(name, value)),
    );
  }

  /** One view of the image that begins at `from`, written from `to` on, with the numbers that the generator draws. */
  render(images: Uint8Array, from: number, generator: Generator, out: Uint8ClampedArray, to: number): void {
    read(this.#front, images, from, this.#height, this.#width);
    for (const step of this.#steps) step(generator);
    write(this.#front, out, to);
  }

  #swap(): void {
    [this.#front, this.#back] = [this.#back, this.#front];
  }

  #step(name: string, value: unknown): Step {
    const makers: { [Name in keyof Operations]: (operation: Operations[Name]) => Step } = {
      randomResizedCrop: (operation) => {
        const resizer = new Resizer(operation.size, this.#edge);
        return (generator) => {
          const crop = drawCrop(operation, this.#front.height, this.#front.width, generator);
          resizer.resizedCrop(this.#front, crop, this.#back);
          this.#swap();
        };
      },
      randomHorizontalFlip:
        ({ probability }) =>
        (generator) => {
          if (generator.uniform() < probability) horizontalFlip(this.#front);
        },
      randomAffine: (operation) => (generator) => {
        affine(this.#front, drawAffine(operation, this.#front.height, this.#front.width, generator), this.#back);
        this.#swap();
      },
      colorJitter: (operation) => (generator) => {
        if (generator.uniform() < operation.probability) jitter(this.#front, drawJitter(operation, generator));
      },
      randomGrayscale:
        ({ probability }) =>
        (generator) => {
          if (generator.uniform() < probability) grayscale(this.#front);
        },
      cutout: (operation) => (generator) => {
        cutout(this.#front, drawHole(operation, this.#front.height, this.#front.width, generator));
      },
    };
    return makers[name as keyof Operations](value as never);
  }
}
