import { invalidField } from '@parallax/errors';
import { type Variable, variables } from './variables.js';

/** What the environment says, with defaults, checked when it is asked for. */
export class Settings {
  readonly #environment: NodeJS.ProcessEnv;

  constructor(environment: NodeJS.ProcessEnv = process.env) {
    this.#environment = environment;
  }

  /** The variable's value, or its default; empty counts as unset. */
  optional(name: Variable): string | undefined {
    return this.#environment[name] || variables[name].default;
  }

  /** @throws INVALID_FIELD where it is unset and has no default. */
  required(name: Variable): string {
    const value = this.optional(name);
    if (value === undefined) throw invalidField(name, '', `must be set: ${variables[name].about}`);
    return value;
  }

  /** @throws INVALID_FIELD where it is no positive number. */
  number(name: Variable, fallback?: number): number {
    const text = this.optional(name) ?? (fallback === undefined ? this.required(name) : String(fallback));
    const value = Number(text);
    if (!(value > 0 && Number.isFinite(value))) throw invalidField(name, text, 'must be a positive number');
    return value;
  }

  /** @throws INVALID_FIELD where it is no positive whole number. */
  count(name: Variable, fallback?: number): number {
    const value = this.number(name, fallback);
    if (!Number.isSafeInteger(value)) throw invalidField(name, value, 'must be a positive whole number');
    return value;
  }

  /** @throws INVALID_FIELD where it is no URL. */
  url(name: Variable): URL {
    const text = this.required(name);
    if (!URL.canParse(text)) throw invalidField(name, text, 'must be a URL');
    return new URL(text);
  }
}
