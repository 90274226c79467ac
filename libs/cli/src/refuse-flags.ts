import { invalidField } from '@parallax/errors';
import type { Command } from 'commander';
import { flagFor } from './declared-flags.js';

/** The texts of the flags that are given, as they were written: what commander makes of them may be objects. */
export function asWritten(command: Command): ReadonlyMap<string, string> {
  const written = new Map<string, string>();
  for (const option of command.options)
    command.on(`option:${option.name()}`, (text?: string | null) => written.set(option.attributeName(), text ?? ''));
  return written;
}

/** @throws INVALID_FIELD for the first of the flags that is given */
export function refuseFlags(
  options: object,
  written: ReadonlyMap<string, string>,
  names: readonly string[],
  must: string,
): void {
  const given = options as Record<string, unknown>;
  // `--no-wait` is a flag of commander's that is true where it isn't given.
  const name = names.find((each) => (each === 'wait' ? given.wait === false : given[each] !== undefined));
  if (name === undefined) return;
  // A flag that takes no text is there, or it is not.
  throw invalidField(name === 'wait' ? '--no-wait' : flagFor(name), written.get(name) || true, must);
}
