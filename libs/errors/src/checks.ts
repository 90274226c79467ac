import { invalidField } from './parallax-error.js';

/** The value. @throws INVALID_FIELD where it is no whole number from `least` to `most` */
export function checkInteger(field: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw invalidField(field, value, `must be a whole number from ${least} to ${most}`);
}

export interface Bounds {
  above?: number;
  atLeast?: number;
  below?: number;
  atMost?: number;
}

/** @throws INVALID_FIELD where the value is not finite or out of bounds. */
export function checkNumber(field: string, value: number, bounds: Bounds): void {
  const { above = -Infinity, atLeast = -Infinity, below = Infinity, atMost = Infinity } = bounds;
  if (Number.isFinite(value) && value > above && value >= atLeast && value < below && value <= atMost) return;
  const words = [
    bounds.above !== undefined && `above ${bounds.above}`,
    bounds.atLeast !== undefined && `at least ${bounds.atLeast}`,
    bounds.below !== undefined && `below ${bounds.below}`,
    bounds.atMost !== undefined && `at most ${bounds.atMost}`,
  ].filter(Boolean);
  throw invalidField(field, value, `must be a number ${words.join(' and ')}`);
}

/** @throws INVALID_FIELD where the enum's value is unset or unknown. */
export function checkEnum<T extends string>(field: string, value: string, known: readonly T[]): T {
  const found = known.find((each) => each === value);
  if (found === undefined) throw invalidField(field, value, `must be one of ${known.join(', ')}`);
  return found;
}

/** @throws INVALID_FIELD where the value is no SHA-256 as we write it */
export function checkSha256(field: string, value: string): void {
  if (!/^[0-9a-f]{64}$/.test(value)) {
    throw invalidField(field, value, 'must be 64 lower-case hexadecimal digits');
  }
}

/** A field as the proto, and so an error, spells it, which JSON and JavaScript have in camelCase. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
