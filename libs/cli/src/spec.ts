import { messageFromJson, readJson } from '@parallax/contract';
import { type Command, Option } from 'commander';

export type Json = string | number | boolean | null | Json[] | JsonObject;
export interface JsonObject {
  [key: string]: Json;
}

/** A flag that sets one field of a spec. */
export interface SpecFlag {
  /** As commander takes it: `--learning-rate <number>`. */
  flags: string;
  about: string;
  /** Where it goes, in proto3 JSON: `optimiser.learningRate`; of some fields of the spec itself, nothing. */
  path: string;
  /** What a `*` in the path stands for, by what else the spec says. */
  within?: (json: JsonObject, value: Json) => string;
  /** Of a flag that chooses one of some fields: these, of which the others go; those beside them stay. */
  among?: readonly string[];
  /** Of a flag whose text says which field it sets: that field's path, or undefined where it is `path`. */
  elsewhere?: (value: Json) => string | undefined;
  /** What the flag's text becomes in proto3 JSON. */
  parse: (text: string) => Json;
  choices?: readonly string[];
}

/** Adds the flags, and `--spec`, whose fields they override. */
export function addSpecFlags(command: Command, message: string, flags: readonly SpecFlag[]): Command {
  return addFlags(command.option('--spec <file>', `${message} as proto3 JSON, - for stdin; flags override it`), flags);
}

export function addFlags(command: Command, flags: readonly SpecFlag[]): Command {
  for (const { flags: text, about, parse, choices, among } of flags) {
    const option = new Option(text, about);
    command.addOption(choices ? option.choices(choices) : among ? option : option.argParser(parse));
  }
  return command;
}

/**
 * The message that `--spec` and the flags amount to.
 *
 * @param message its name, such as `TrainingSpec`
 * @throws INVALID_FIELD where a field is unknown or does not fit
 */
export function specFrom<T extends object>(message: string, flags: readonly SpecFlag[], options: object): T {
  const given = options as Record<string, Json | undefined>;
  let json = typeof given.spec === 'string' ? readJson('--spec', given.spec) : {};
  for (const { flags: text, path: usual, elsewhere, within, among, parse, choices } of flags) {
    const value = given[new Option(text).attributeName()];
    if (value === undefined) continue;
    const path = elsewhere?.(value) ?? usual;
    const all = json;
    const steps = path.split('.').map((step) => (step === '*' && within ? within(all, value) : step));
    const parsed = choices || among ? parse(String(value)) : value;
    if (path === '') json = choose(json, parsed as JsonObject, among ?? []);
    else setPath(json, steps, among ? choose(atPath(json, steps), parsed as JsonObject, among) : parsed);
  }
  return messageFromJson<T>(`parallax.v1.${message}`, json);
}

/** A message in which one of some fields is chosen: with what it says of that field already, and of all that is no choice. */
function choose(given: Json | undefined, chosen: JsonObject, among: readonly string[]): JsonObject {
  const before = given !== null && typeof given === 'object' && !Array.isArray(given) ? given : {};
  const kept = Object.entries(before).filter(([key]) => key in chosen || !among.includes(key));
  return { ...chosen, ...Object.fromEntries(kept) };
}

function atPath(json: Json | undefined, steps: readonly string[]): Json | undefined {
  return steps.reduce(
    (at, step) => (at !== null && typeof at === 'object' && !Array.isArray(at) ? at[step] : undefined),
    json,
  );
}

function setPath(json: JsonObject, [key = '', ...rest]: string[], value: Json): void {
  if (rest.length === 0) {
    json[key] = value;
    return;
  }
  const inner = json[key];
  const object = inner !== null && typeof inner === 'object' && !Array.isArray(inner) ? inner : {};
  json[key] = object;
  setPath(object, rest, value);
}
