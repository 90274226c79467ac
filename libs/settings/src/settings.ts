import { invalidField, ParallaxError } from '@parallax/errors';
import type { Kind } from './kinds.js';
import { type Variable, type VariableOf, variables } from './variables.js';

/** What the environment says, with defaults. Each value is checked by its variable's kind whenever it is read. */
export class Settings {
  readonly #environment: NodeJS.ProcessEnv;

  constructor(environment: NodeJS.ProcessEnv = process.env) {
    this.#environment = environment;
  }

  /** Checks all variables that are set, so that a process ends at its start and not where it first reads a bad one. @throws INVALID_FIELD */
  check(): void {
    for (const name of Object.keys(variables) as Variable[]) this.given(name);
  }

  /** The variable's value where the environment sets it; empty counts as unset. @throws INVALID_FIELD */
  given(name: Variable): string | undefined {
    const text = this.#environment[name] || undefined;
    if (text !== undefined) parse(name, text);
    return text;
  }

  /** The variable's value, or its default. @throws INVALID_FIELD */
  optional(name: Variable): string | undefined {
    return this.given(name) ?? variables[name].default;
  }

  /** @throws INVALID_FIELD, also where it is unset and has no default */
  required(name: Variable): string {
    const value = this.optional(name);
    if (value === undefined) throw invalidField(name, '', `must be set: ${variables[name].about}`);
    return value;
  }

  /** @param fallback where it is unset and has no default. @throws INVALID_FIELD */
  number(name: VariableOf<number>, fallback?: number): number {
    if (fallback !== undefined && this.optional(name) === undefined) return fallback;
    return parse(name, this.required(name));
  }

  /** A `number` that is whole. @throws INVALID_FIELD */
  count(name: VariableOf<number>, fallback?: number): number {
    const value = this.number(name, fallback);
    if (!Number.isSafeInteger(value)) throw invalidField(name, value, 'must be a whole number');
    return value;
  }

  /** @throws INVALID_FIELD */
  url(name: VariableOf<URL>): URL {
    return parse(name, this.required(name));
  }
}

/** The exit code of what was started with a bad setting: EX_USAGE of BSD's sysexits.h. */
export const SETTING_EXIT_CODE = 64;

/** Whether an error says that a variable of the environment is unset or wrong: then it's no use to start the process again. */
export function isSettingError(thrown: unknown): thrown is ParallaxError {
  if (!(thrown instanceof ParallaxError && thrown.reason === 'INVALID_FIELD')) return false;
  const { field = '' } = thrown.metadata;
  return Object.hasOwn(variables, field) || field === 'XDG_STATE_HOME' || field.startsWith('OTEL_');
}

function parse<Value>(name: Variable, text: string): Value {
  const { parse, must, secret = false } = variables[name].kind as Kind<Value>;
  const value = parse(text);
  if (value !== undefined) return value;
  // What stands before an @ may be a user and password.
  if (!secret && !text.includes('@')) throw invalidField(name, text, `must ${must}`);
  const message = `${name} must ${must}; what it is isn't shown, for it may hold a secret`;
  throw new ParallaxError('INVALID_FIELD', message, { metadata: { field: name } });
}
