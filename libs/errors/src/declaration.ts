import { type Bounds, checkEnum, checkNumber } from './checks.js';
import { invalidField } from './parallax-error.js';

/** A number that a request may set: a field of the thing's message in the contract. */
export interface NumberParameter {
  /** What it is, in half a sentence for people. */
  about: string;
  default: number;
  bounds: Bounds;
  /** Whether it is whole. */
  integer?: boolean;
}

/** A list of numbers, likewise. */
interface NumbersParameter {
  about: string;
  default: readonly number[];
  /** Of each. */
  bounds: Bounds;
  /** Whether each is whole. */
  integer?: boolean;
  /** How many there are. */
  entries: { atLeast: number; atMost: number };
}

/** A yes or a no. */
interface SwitchParameter {
  about: string;
  default: boolean;
}

/** One of a few words: the values of an enumeration in the contract. */
interface ChoiceParameter {
  about: string;
  default: string;
  choices: readonly string[];
}

export type Parameter = NumberParameter | NumbersParameter | SwitchParameter | ChoiceParameter;

/** What a parameter may be set to. */
export type ParameterValue = number | readonly number[] | boolean | string;

/** The values of declared parameters. */
export type ValuesOf<Parameters> = {
  [Name in keyof Parameters]: Parameters[Name] extends { bounds: object; default: number }
    ? number
    : Parameters[Name] extends NumbersParameter
      ? readonly number[]
      : Parameters[Name] extends SwitchParameter
        ? boolean
        : Parameters[Name] extends { choices: readonly (infer Choice)[] }
          ? Choice
          : ParameterValue;
};

/**
 * One of the things that people choose between, such as an objective, a network or an optimiser: what stands here is all that
 * validation, flags, help, docs and the lists of the command know of it.
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

/**
 * Which of declared things a spec names by a field, and what that says of its parameters; the spec's other fields are left aside.
 *
 * @param declared by the names of their messages
 * @param spec that names one of them, as what has been checked does
 */
export function choiceIn<Key extends string>(
  declared: Readonly<Record<Key, unknown>>,
  spec: object,
): { key: Key; given: Readonly<Record<string, ParameterValue>> } {
  const key = (Object.keys(declared) as Key[]).find((each) => each in spec) as Key;
  return { key, given: (spec as Record<Key, Record<string, ParameterValue>>)[key] };
}

/** What declared parameters are where nobody says. */
export function defaultsOf(parameters: Declaration['parameters']): Record<string, ParameterValue> {
  return Object.fromEntries(Object.entries(parameters).map(([name, parameter]) => [name, parameter.default]));
}

/** @throws INVALID_FIELD where the value is none that the parameter may have */
export function checkParameter(field: string, value: ParameterValue, parameter: Parameter): void {
  if ('entries' in parameter) {
    if (!Array.isArray(value)) throw invalidField(field, value, 'must be a list of numbers');
    const values: readonly number[] = value;
    const { atLeast, atMost } = parameter.entries;
    if (values.length < atLeast || values.length > atMost)
      throw invalidField(field, `${values.length} entries`, `must have ${atLeast} to ${atMost}`);
    for (const [at, each] of values.entries()) checkOne(`${field}[${at}]`, each, parameter);
  } else if ('choices' in parameter) checkEnum(field, value as string, parameter.choices);
  else if (typeof parameter.default === 'boolean') {
    if (typeof value !== 'boolean') throw invalidField(field, value, 'must be true or false');
  } else if ('bounds' in parameter) checkOne(field, value as number, parameter);
}

function checkOne(
  field: string,
  value: number,
  { bounds, integer }: Pick<NumberParameter, 'bounds' | 'integer'>,
): void {
  checkNumber(field, value, bounds);
  if (integer && !Number.isInteger(value)) throw invalidField(field, value, 'must be a whole number');
}
