import type { Generator } from '@parallax/random';
import { roundHalfEven, sinCos } from '../exact.js';
import type { Fields, ValuesOf } from './fields.js';
import { type Operation, pixels } from './operation.js';
import type { Planes } from './planes.js';

const fields = {
  degrees: { about: 'clockwise', ends: { atLeast: -180, atMost: 180 } },
  translateX: {
    about: 'largest shift, as a share of the width; what is drawn is rounded to whole pixels',
    default: 0,
    bounds: { atLeast: 0, atMost: 1 },
  },
  translateY: { about: 'likewise, of the height', default: 0, bounds: { atLeast: 0, atMost: 1 } },
} satisfies Fields;

type RandomAffine = ValuesOf<typeof fields>;

export const randomAffine: Operation<typeof fields> = {
  about: 'Rotation about the centre, then translation; nearest pixel, 0 outside.',
  fields,
  seconds: (_, size) => 25e-9 * pixels(size),
  step: (parameters) => (image, spare, generator) => {
    affine(image, drawAffine(parameters, image.height, image.width, generator), spare);
    return spare;
  },
};

interface Affine {
  /** Clockwise, about the image's centre. */
  degrees: number;
  /** Whole pixels to the right. */
  x: number;
  /** Whole pixels down. */
  y: number;
}

/** Draws the angle, then the shift, as torchvision's RandomAffine does. */
export function drawAffine(
  { degrees, translateX, translateY }: RandomAffine,
  height: number,
  width: number,
  generator: Generator,
): Affine {
  const angle = generator.uniform(degrees.low, degrees.high);
  const x = roundHalfEven(generator.uniform(-translateX * width, translateX * width));
  return { degrees: angle, x, y: roundHalfEven(generator.uniform(-translateY * height, translateY * height)) };
}

/** Rotates, then shifts: each pixel is the one nearest to where it comes from (halves to the even one), 0 outside. */
export function affine(from: Planes, { degrees, x: shiftX, y: shiftY }: Affine, to: Planes): void {
  const { height, width, data } = from;
  const { sin, cos } = sinCos(degrees);
  const size = height * width;
  const middleX = (width - 1) / 2;
  const middleY = (height - 1) / 2;
  to.height = height;
  to.width = width;
  for (let y = 0, pixel = 0; y < height; y++) {
    for (let x = 0; x < width; x++, pixel++) {
      const right = x - middleX - shiftX;
      const down = y - middleY - shiftY;
      const sourceX = roundHalfEven(cos * right + sin * down + middleX);
      const sourceY = roundHalfEven(cos * down - sin * right + middleY);
      const inside = sourceX >= 0 && sourceX < width && sourceY >= 0 && sourceY < height;
      const source = inside ? sourceY * width + sourceX : 0;
      to.data[pixel] = inside ? data[source] : 0;
      to.data[size + pixel] = inside ? data[size + source] : 0;
      to.data[2 * size + pixel] = inside ? data[2 * size + source] : 0;
    }
  }
}
