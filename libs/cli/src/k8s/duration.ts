import { InvalidArgumentError } from 'commander';

const seconds = { s: 1, m: 60, h: 3600, d: 86_400 };

/** `90m`, `6h` or `2d` in seconds, for commander. */
export function toSeconds(text: string): number {
  const [, count, unit] = /^([1-9]\d*)([smhd])$/.exec(text) ?? [];
  if (!unit) throw new InvalidArgumentError('It must be a duration, such as 90m, 6h or 2d.');
  return Number(count) * seconds[unit as keyof typeof seconds];
}
