import type { Range } from '@parallax/views';
import { fixture, images, type Sample } from '../parity/formula.js';

/** Of which image a case is: the upper `height` rows of one of the formula's. */
export interface Image {
  index: number;
  size?: number;
  height?: number;
}

/** A kernel and what of these it takes. */
export type Step = [name: string, parameters: Parameters];

export type Parameters = Record<
  | 'top'
  | 'left'
  | 'height'
  | 'width'
  | 'size'
  | 'degrees'
  | 'x'
  | 'y'
  | 'factor'
  | 'shift'
  | 'row'
  | 'column'
  | 'length'
  | 'value',
  number
>;

export interface Case {
  title: string;
  image: Image;
  steps: Step[];
  result: Sample;
}

/** Points of an empirical distribution function: the share of the draws that are at most as large. */
export interface Distribution {
  points: number[];
  shares: number[];
}

interface Draws {
  distributions: Record<string, Distribution>;
}

interface Size {
  image: { height: number; width: number };
}

/** What test/parity/views.py wrote. */
const { salt, cases, draws } = fixture<{
  salt: number;
  cases: Case[];
  draws: {
    crops: (Draws & Size & { scale: Range; ratio: Range })[];
    affines: (Draws & Size & { degrees: Range; translateX: number; translateY: number })[];
    erasings: (Draws & Size & { scale: Range; ratio: Range })[];
    jitters: (Draws & { brightness: number; contrast: number; saturation: number; hue: number })[];
  };
}>('views/views.json');

export { cases, draws };

/** uint8 [height, size, 3] of an image of the formula. */
export function pixels({ index, size = 32, height = size }: Image): Uint8Array {
  const start = index * size * size * 3;
  return images(4, size, salt).subarray(start, start + height * size * 3);
}
