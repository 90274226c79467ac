import { invalidField, snakeCase } from '@parallax/errors';

/** Throws INVALID_FIELD, naming the field's path and its value, unless the value is what it must be. */
export type Check = (value: unknown, field: string) => void;

/** A field of an operation: what it must be, and what it is where a request leaves it out. */
export interface Field {
  check: Check;
  /** By the height of the dataset's images, in pixels; undefined where it must be given. */
  usual: (imageHeight: number) => unknown;
}

/** Pixels: beyond this a view would take seconds, and a batch of them more memory than a worker has. */
export const LARGEST_SIDE = 1024;

export interface Range {
  low: number;
  high: number;
}

/** A field, with its default. */
export function field(check: Check, usual?: number | Range): Field {
  return { check, usual: () => usual };
}

/** Pixels along a side, by default as many as the images are high. */
export const side: Field = { check: whole(1, LARGEST_SIDE), usual: (imageHeight) => imageHeight };

/** Of an operation that is done by chance. */
export function probability(usual: number): Field {
  return field(between(0, 1), usual);
}

/** A number from low to high; `low` itself is refused where `above` is set. NaN is never between. */
export function between(low: number, high: number, { above = false } = {}): Check {
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

export function whole(low: number, high: number): Check {
  return (value, field) => {
    const fits = Number.isInteger(value) && (value as number) >= low && (value as number) <= high;
    if (!fits) throw invalidField(field, value, `must be a whole number from ${low} to ${high}`);
  };
}

export function text(longest: number): Check {
  return (value, field) => {
    const fits = typeof value === 'string' && value !== '' && value.length <= longest;
    if (!fits) throw invalidField(field, value, `must be a text of 1 to ${longest} characters`);
  };
}

export function list(item: Check, shortest: number, longest: number): Check {
  return (value, field) => {
    if (!Array.isArray(value)) throw invalidField(field, value, 'must be a list');
    checkLength(value, field, shortest, longest);
    value.forEach((entry, index) => {
      item(entry, `${field}[${index}]`);
    });
  };
}

/** Says how many entries there are, not which: there may be millions. */
export function checkLength({ length }: readonly unknown[], field: string, shortest: number, longest: number): void {
  if (length >= shortest && length <= longest) return;
  const right = shortest === longest ? `${longest}` : `${shortest} to ${longest}`;
  throw invalidField(field, `${length} entries`, `must have ${right}`);
}

/** An object with exactly these fields. */
export function fields(checks: Record<string, Check>): Check {
  return (value, field) => {
    const entries = entriesOf(value, field);
    for (const [name, entry] of entries)
      if (!Object.hasOwn(checks, name))
        throw invalidField(within(field, name), entry, 'is no field that is known here');
    for (const [name, check] of Object.entries(checks)) check(Object.fromEntries(entries)[name], within(field, name));
  };
}

/** An object with exactly one of these fields. */
export function oneOf(checks: Record<string, Check>): Check {
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
export function range(end: Check): Check {
  return (value, field) => {
    fields({ low: end, high: end })(value, field);
    const { low, high } = value as Range;
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
