import type { Generator } from '@parallax/random';
import { type Planes, planes, read, write } from './kernels/index.js';
import type { Recipe } from './recipe.js';
import { type Step, stepOf } from './steps.js';

/** Makes views of images of one size by one recipe, in buffers of its own: for a view nothing of its size is allocated. */
export class Renderer {
  readonly #height: number;
  readonly #width: number;
  readonly #steps: Step[];
  readonly #buffers: [Planes, Planes];

  constructor({ operations }: Recipe, height: number, width: number) {
    const sizes = operations.map((each) => ('randomResizedCrop' in each ? each.randomResizedCrop.size : 0));
    const edge = Math.max(height, width, ...sizes);
    this.#height = height;
    this.#width = width;
    this.#steps = operations.map((each) => stepOf(each, edge));
    this.#buffers = [planes(edge), planes(edge)];
  }

  /** One view of the image that begins at `from`, written from `to` on, with the numbers that the generator draws. */
  render(images: Uint8Array, from: number, generator: Generator, out: Uint8ClampedArray, to: number): void {
    let [image, spare] = this.#buffers;
    read(image, images, from, this.#height, this.#width);
    for (const step of this.#steps) {
      const result = step(image, spare, generator);
      if (result === spare) [image, spare] = [spare, image];
    }
    write(image, out, to);
  }
}
