import { type Generator, permutation } from '@parallax/random';
import type { ColorJitter } from '../recipe.js';
import { adjustBrightness, adjustContrast, adjustSaturation } from './color.js';
import { adjustHue } from './hue.js';
import type { Planes } from './planes.js';

export interface Jitter {
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

export function jitter(image: Planes, { order, amounts }: Jitter): void {
  for (const which of order) {
    const amount = amounts[which];
    if (amount !== undefined) adjustments[which](image, amount);
  }
}
