import { invalidField } from '@parallax/errors';
import type { Operations, Recipe } from './recipe.js';

/** Pixels: beyond this a view would take seconds, and a batch of them more memory than a worker has. */
const LARGEST_SIDE = 1024;
const MOST_OPERATIONS = 32;

const probability = between(0, 1);
const strength = between(0, 10);

const operations: Record<keyof Operations, Check> = {
  randomResizedCrop: fields({
    size: whole(1, LARGEST_SIDE),
    scale: range(between(0, 1, { above: true })),
    ratio: range(between(0.01, 100)),
  }),
  randomHorizontalFlip: fields({ probability }),
  randomAffine: fields({ degrees: range(between(-180, 180)), translateX: between(0, 1), translateY: between(0, 1) }),
  colorJitter: fields({
    brightness: strength,
    contrast: strength,
    saturation: strength,
    hue: between(0, 0.5),
    probability,
  }),
  randomGrayscale: fields({ probability }),
  cutout: fields({ length: whole(1, LARGEST_SIDE) }),
  resize: fields({ size: whole(1, LARGEST_SIDE) }),
};

const normalisation = fields({
  mean: list(between(0, 1), 3, 3),
  standardDeviation: list(between(0, 10, { above: true }), 3, 3),
});

const recipe = fields({
  name: text(64),
  operations: list(oneOf(operations), 0, MOST_OPERATIONS),
  normalisation,
});

/** @throws INVALID_FIELD, naming path and value, unless it is three means and three deviations */
export function checkNormalisation(field: string, value: unknown): void {
  normalisation(value, field);
}

/**
 * Throws INVALID_FIELD, naming path and value (`recipe.operations[0].random_resized_crop.size is 0: …`, spelled as in the proto), unless the value
 * is a whole recipe: every field there, none unknown, every number finite and in its range.
 */
export function validateRecipe(value: unknown, field = 'recipe'): asserts value is Recipe {
  recipe(value, field);
}

/** Throws INVALID_FIELD for more operations than a recipe may have, looking at none of them. */
export function checkOperationCount(operations: readonly unknown[], field: string): void {
  checkLength(operations, `${field}.operations`, 0, MOST_OPERATIONS);
}

/** Throws INVALID_FIELD, naming the field's path and its value, unless the value is what it must be. */
type Check = (value: unknown, field: string) => void;

/** A number from low to high; `low` itself is refused where `above` is set. NaN is never between. */
function between(low: number, high: number, { above = false } = {}): Check {
  return (value, field) => {
    const fits = typeof value === 'number' && value <= high && (above ? value > low : value >= low);
    if (!fits)
      throw invalidField(
        field,
        value,
        `must be ${above ? 'above' : 'from'} ${low} ${above ? 'and at most' : 'to'} ${high}`,
      );
  };
}

function whole(low: number, high: number): Check {
  return (value, field) => {
    const fits = Number.isInteger(value) && (value as number) >= low && (value as number) <= high;
    if (!fits) throw invalidField(field, value, `must be a whole number from ${low} to ${high}`);
  };
}

function text(longest: number): Check {
  return (value, field) => {
    const fits = typeof value === 'string' && value !== '' && value.length <= longest;
    if (!fits) throw invalidField(field, value, `must be a text of 1 to ${longest} characters`);
  };
}

function list(item: Check, shortest: number, longest: number): Check {
  return (value, field) => {
    if (!Array.isArray(value)) throw invalidField(field, value, 'must be a list');
    checkLength(value, field, shortest, longest);
    value.forEach((entry, index) => {
      item(entry, `${field}[${index}]`);
    });
  };
}

/** Says how many entries there are, not which: there may be millions. */
function checkLength({ length }: readonly unknown[], field: string, shortest: number, longest: number): void {
  if (length >= shortest && length <= longest) return;
  const right = shortest === longest ? `${longest}` : `${shortest} to ${longest}`;
  throw invalidField(field, `${length} entries`, `must have ${right}`);
}

/** An object with exactly these fields. */
function fields(checks: Record<string, Check>): Check {
  return (value, field) => {
    const entries = entriesOf(value, field);
    for (const [name, entry] of entries)
      if (!Object.hasOwn(checks, name))
        throw invalidField(within(field, name), entry, 'is no field that is known here');
    for (const [name, check] of Object.entries(checks)) check(Object.fromEntries(entries)[name], within(field, name));
  };
}

/** An object with exactly one of these fields. */
function oneOf(checks: Record<string, Check>): Check {
  return (value, field) => {
    const names = entriesOf(value, field).map(([name]) => name);
    const [name = ''] = names;
    const check = Object.hasOwn(checks, name) && checks[name];
    if (names.length !== 1 || !check) {
      const known = Object.keys(checks).map(snakeCase).join(', ');
      throw invalidField(field, names.map(snakeCase).join(' and ') || 'empty', `must be one of ${known}`);
    }
    check((value as Record<string, unknown>)[name], within(field, name));
  };
}

/** A range, `low` at most `high`, each of which passes the check. */
function range(end: Check): Check {
  return (value, field) => {
    fields({ low: end, high: end })(value, field);
    const { low, high } = value as { low: number; high: number };
    if (low > high) throw invalidField(`${field}.low`, low, `must not be above ${field}.high, which is ${high}`);
  };
}

function entriesOf(value: unknown, field: string): [string, unknown][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalidField(field, value, 'must be an object');
  return Object.entries(value);
}

function within(field: string, name: string): string {
  return `${field}.${snakeCase(name)}`;
}

/** As the proto spells it what JSON and JavaScript spell in camelCase. */
function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
