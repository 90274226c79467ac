import type { Check } from './checks.js';
import { colorJitter } from './color-jitter.js';
import { cutout } from './cutout.js';
import { checkOf, type Fields, type ValuesOf } from './fields.js';
import { gaussianBlur } from './gaussian-blur.js';
import type { Operation } from './operation.js';
import { randomAffine } from './random-affine.js';
import { randomEqualize } from './random-equalize.js';
import { randomErasing } from './random-erasing.js';
import { randomGrayscale } from './random-grayscale.js';
import { randomHorizontalFlip } from './random-horizontal-flip.js';
import { randomPosterize } from './random-posterize.js';
import { randomResizedCrop } from './random-resized-crop.js';
import { randomSolarize } from './random-solarize.js';
import { resize } from './resize.js';

/** All operations, by the names of their messages in the contract's `Operation`. */
export const operations = {
  randomResizedCrop,
  randomHorizontalFlip,
  randomAffine,
  colorJitter,
  randomGrayscale,
  cutout,
  resize,
  gaussianBlur,
  randomSolarize,
  randomPosterize,
  randomEqualize,
  randomErasing,
};

/** The parameters of each operation. */
export type Operations = { [Name in keyof typeof operations]: ValuesOf<(typeof operations)[Name]['fields']> };

/** One of the operations with its parameters, as an object with that one key. */
export type OperationSpec = { [Name in keyof Operations]: Pick<Operations, Name> }[keyof Operations];

/** An operation, whichever it is. */
type AnyOperation = Operation<Fields>;

/** An operation's declaration, and the parameters that a recipe gives it. */
export function operationOf(spec: OperationSpec): { operation: AnyOperation; parameters: ValuesOf<Fields> } {
  const [[name, parameters]] = Object.entries(spec) as [[keyof Operations, ValuesOf<Fields>]];
  return { operation: operations[name] as AnyOperation, parameters };
}

/** What each operation's parameters must be. */
export const checks: Record<string, Check> = Object.fromEntries(
  Object.entries<AnyOperation>(operations).map(([name, { fields }]) => [name, checkOf(fields)]),
);
