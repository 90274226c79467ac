import type { Bounds } from '@parallax/errors';
import { type Check, fields, type NumberKind, number, range } from './checks.js';

/** A number that a recipe may set, declared as the parameters of objectives and networks are, but for its default. */
export interface NumberField extends NumberKind {
  /** What it is, in half a sentence for people. */
  about: string;
  /** Where a recipe leaves it out; where there is none it must be given. */
  default?: number | ByHeight;
}

/** A default that depends on how high the dataset's images are. */
interface ByHeight {
  /** In words. */
  about: string;
  /** @param imageHeight in pixels */
  of(imageHeight: number): number;
}

/** Two numbers, of which the first is at most the second: what is drawn lies between them. */
interface RangeField {
  about: string;
  /** Of each of the two. */
  ends: Bounds;
  default?: Range;
}

export type Field = NumberField | RangeField;
export type Fields = Readonly<Record<string, Field>>;

export interface Range {
  low: number;
  high: number;
}

/** The values of declared fields. */
export type ValuesOf<Declared extends Fields> = {
  -readonly [Name in keyof Declared]: Declared[Name] extends { ends: Bounds } ? Range : number;
};

/** Pixels: beyond this a view would take seconds, and a batch of them more memory than a worker has. */
export const LARGEST_SIDE = 1024;

/** Pixels along a side of what an operation leaves. */
export const side: NumberField = {
  about: 'pixels along a side of the result',
  default: { about: 'as many as the images are high', of: (imageHeight) => imageHeight },
  bounds: { atLeast: 1, atMost: LARGEST_SIDE },
  integer: true,
};

/** Of an operation that is done by chance. */
export function probability(usual: number): NumberField {
  return { about: 'of doing it at all', default: usual, bounds: { atLeast: 0, atMost: 1 } };
}

/** What declared fields must be. */
export function checkOf(declared: Fields): Check {
  const checks = Object.entries(declared).map(([name, field]): [string, Check] => [
    name,
    'ends' in field ? range(number({ bounds: field.ends })) : number(field),
  ]);
  return fields(Object.fromEntries(checks));
}

/** What declared fields are where a recipe leaves them out: a number without a default is 0, as in proto3. */
export function defaultsOf(declared: Fields, imageHeight: number): Record<string, number | Range> {
  const values = Object.entries(declared).flatMap(([name, field]): [string, number | Range][] => {
    if ('ends' in field) return field.default ? [[name, field.default]] : [];
    const { default: usual = 0 } = field;
    return [[name, typeof usual === 'number' ? usual : usual.of(imageHeight)]];
  });
  return Object.fromEntries(values);
}
