import { type Generator, permutation } from '@parallax/random';
import { adjustBrightness, adjustContrast, adjustSaturation } from './color.js';
import { type Fields, type NumberField, probability, type ValuesOf } from './fields.js';
import { adjustHue } from './hue.js';
import { type Operation, pixels, sometimes } from './operation.js';
import type { Planes } from './planes.js';

/** The factor of an adjustment is drawn from [max(0, 1 - x), 1 + x]; with 0 nothing is done. */
function strength(what: string): NumberField {
  return {
    about: `x, of the ${what}: its factor is from 1 − x to 1 + x`,
    default: 0,
    bounds: { atLeast: 0, atMost: 10 },
  };
}

const fields = {
  brightness: strength('brightness'),
  contrast: strength('contrast'),
  saturation: strength('saturation'),
  hue: { about: 'x, in turns: the shift is from −x to x', default: 0, bounds: { atLeast: 0, atMost: 0.5 } },
  probability: probability(1),
} satisfies Fields;

type ColorJitter = ValuesOf<typeof fields>;

export const colorJitter: Operation<typeof fields> = {
  about: 'Brightness, contrast, saturation and hue, in random order.',
  fields,
  seconds: ({ brightness, contrast, saturation, hue }, size) =>
    20e-9 * [brightness, contrast, saturation, hue].filter((amount) => amount > 0).length * pixels(size),
  step: (parameters) => sometimes(parameters, (image, generator) => jitter(image, drawJitter(parameters, generator))),
};

interface Jitter {
  /** In which order to adjust brightness (0), contrast (1), saturation (2) and hue (3). */
  order: Int32Array;
  /** Three factors and the hue's shift; undefined leaves it as it is. */
  amounts: (number | undefined)[];
}

const adjustments = [adjustBrightness, adjustContrast, adjustSaturation, adjustHue];

/** Draws the order, then what is to be adjusted, as torchvision's ColorJitter does. */
export function drawJitter({ brightness, contrast, saturation, hue }: ColorJitter, generator: Generator): Jitter {
  const order = permutation(adjustments.length, generator);
  const factor = (strength: number) =>
    strength > 0 ? generator.uniform(Math.max(0, 1 - strength), 1 + strength) : undefined;
  const amounts = [factor(brightness), factor(contrast), factor(saturation)];
  return { order, amounts: [...amounts, hue > 0 ? generator.uniform(-hue, hue) : undefined] };
}

function jitter(image: Planes, { order, amounts }: Jitter): void {
  for (const which of order) {
    const amount = amounts[which];
    if (amount !== undefined) adjustments[which](image, amount);
  }
}
