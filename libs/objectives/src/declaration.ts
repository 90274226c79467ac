import type { Bounds } from '@parallax/errors';

/** A number that a request may set: a field of the thing's message in the contract. */
export interface NumberParameter {
  /** What it is, in half a sentence for people. */
  about: string;
  default: number;
  bounds: Bounds;
}

/** A choice between two that a request may set, likewise. */
interface SwitchParameter {
  about: string;
  default: boolean;
}

export type Parameter = NumberParameter | SwitchParameter;

/** The values of declared parameters. */
export type ValuesOf<Parameters> = {
  [Name in keyof Parameters]: Parameters[Name] extends SwitchParameter ? boolean : number;
};

/**
 * One of the things that people choose between, such as an objective or an optimiser: what stands here is all that validation, flags,
 * help, docs and the lists of the command know of it.
 */
export interface Declaration {
  /** As people write it, `nt-xent`; its message in the contract is called the same, `nt_xent`. */
  readonly name: string;
  /** What it is, in a sentence for people. */
  readonly about: string;
  /** Where it comes from: authors, year, title. */
  readonly paper: string;
  readonly parameters: Readonly<Record<string, Parameter>>;
}
