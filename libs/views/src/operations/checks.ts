import { type Bounds, invalidField, snakeCase } from '@parallax/errors';

/** Throws INVALID_FIELD, naming the field's path and its value, unless the value is what it must be. */
export type Check = (value: unknown, field: string) => void;

/** What a number may be: its bounds, and whether it is whole, or odd. */
export interface NumberKind {
  bounds: Bounds;
  integer?: boolean;
  odd?: boolean;
}

/** A number within its bounds, which NaN never is. */
export function number({ bounds, integer = false, odd = false }: NumberKind): Check {
  const { above, atLeast = above, atMost } = bounds;
  const from = `${above === undefined ? 'from' : 'above'} ${atLeast} ${above === undefined ? 'to' : 'and at most'} ${atMost}`;
  return (value, field) => {
    const isWithin =
      typeof value === 'number' && value >= Number(atLeast) && value !== above && value <= Number(atMost);
    if (!isWithin || (integer && !Number.isInteger(value)))
      throw invalidField(field, value, integer ? `must be a whole number ${from}` : `must be ${from}`);
    if (odd && value % 2 === 0) throw invalidField(field, value, 'must be odd');
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
