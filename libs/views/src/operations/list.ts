import { colorJitter } from './color-jitter.js';
import { cutout } from './cutout.js';
import { type Check, type Field, fields } from './fields.js';
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

type ParametersOf<Kind> = Kind extends Operation<infer Parameters> ? Parameters : never;

/** The parameters of each operation. */
export type Operations = { [Name in keyof typeof operations]: ParametersOf<(typeof operations)[Name]> };

/** One of the operations with its parameters, as an object with that one key. */
export type OperationSpec = { [Name in keyof Operations]: Pick<Operations, Name> }[keyof Operations];

/** An operation's declaration, and the parameters that a recipe gives it. */
export function operationOf(spec: OperationSpec): { operation: Operation<object>; parameters: object } {
  const [[name, parameters]] = Object.entries(spec) as [[keyof Operations, object]];
  return { operation: operations[name] as Operation<object>, parameters };
}

/** What each operation's parameters must be. */
export const checks: Record<string, Check> = Object.fromEntries(
  Object.entries<Operation<object>>(operations).map(([name, { fields: own }]) => [
    name,
    fields(
      Object.fromEntries(Object.entries(own as Record<string, Field>).map(([field, { check }]) => [field, check])),
    ),
  ]),
);
