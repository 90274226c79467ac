import { type Generator, permutation } from '@parallax/random';
import { adjustBrightness, adjustContrast, adjustSaturation } from './color.js';
import { between, field, probability } from './fields.js';
import { adjustHue } from './hue.js';
import { type Operation, pixels, sometimes } from './operation.js';
import type { Planes } from './planes.js';

type ColorJitter = {
  /** The factor is drawn from [max(0, 1 - x), 1 + x]; with 0 nothing is done. So are contrast and saturation. */
  brightness: number;
  contrast: number;
  saturation: number;
  /** The shift is drawn from [-x, x], in turns: at most 0.5. */
  hue: number;
  /** Of jittering at all. */
  probability: number;
};

const strength = field(between(0, 10), 0);

/** Brightness, contrast, saturation and hue, in random order. */
export const colorJitter: Operation<ColorJitter> = {
  fields: {
    brightness: strength,
    contrast: strength,
    saturation: strength,
    hue: field(between(0, 0.5), 0),
    probability: probability(1),
  },
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
