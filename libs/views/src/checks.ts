import { invalidField } from '@parallax/errors';

/** Throws INVALID_FIELD, naming the field's path and its value, unless the value is what it must be. */
export type Check = (value: unknown, field: string) => void;

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
  const length = shortest === longest ? `${longest}` : `${shortest} to ${longest}`;
  return (value, field) => {
    if (!Array.isArray(value)) throw invalidField(field, value, 'must be a list');
    if (value.length < shortest || value.length > longest)
      throw invalidField(field, JSON.stringify(value), `must have ${length} entries, and has ${value.length}`);
    value.forEach((entry, index) => {
      item(entry, `${field}[${index}]`);
    });
  };
}

/** An object with exactly these fields. */
export function fields(checks: Record<string, Check>): Check {
  return (value, field) => {
    const entries = entriesOf(value, field);
    for (const [name, entry] of entries)
      if (!Object.hasOwn(checks, name)) throw invalidField(`${field}.${name}`, entry, 'is no field that is known here');
    for (const [name, check] of Object.entries(checks)) check(Object.fromEntries(entries)[name], `${field}.${name}`);
  };
}

/** An object with exactly one of these fields. */
export function oneOf(checks: Record<string, Check>): Check {
  return (value, field) => {
    const names = entriesOf(value, field).map(([name]) => name);
    const [name = ''] = names;
    const check = Object.hasOwn(checks, name) && checks[name];
    if (names.length !== 1 || !check)
      throw invalidField(field, names.join(' and ') || 'empty', `must be one of ${Object.keys(checks).join(', ')}`);
    fields({ [name]: check })(value, field);
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
