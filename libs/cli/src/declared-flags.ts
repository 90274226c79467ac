import { type Bounds, type Declaration, invalidField, type Parameter } from '@parallax/errors';
import { type Preset, presets } from '@parallax/specs';
import type { Json, JsonObject, SpecFlag } from './spec.js';
import { toNumber, toNumbers, yesOrNo } from './values.js';

/** Declared things of which a spec names one, as a field whose message has one field for each. */
export interface Choice {
  /** The field, and the flag: `objective` and `--objective`. */
  field: 'network' | 'objective' | 'optimiser' | 'schedule';
  about: string;
  /** By the names of their messages. */
  declared: Readonly<Record<string, Declaration>>;
}

/** The flag that chooses one, and a flag for each parameter that any of them declares. */
export function declaredFlags(choice: Choice): SpecFlag[] {
  const all = Object.entries(choice.declared);
  const names = new Set(all.flatMap(([, { parameters }]) => Object.keys(parameters)));
  return [choiceFlag(choice), ...[...names].map((name) => flagOfParameter(choice, name))];
}

/** The flag that chooses one, at a path of that name. */
export function choiceFlag({ field, about, declared }: Omit<Choice, 'field'> & { field: string }): SpecFlag {
  const all = Object.entries(declared);
  return {
    flags: `--${field} <name>`,
    about,
    path: field,
    parse: (text) => ({ [all.find(([, { name }]) => name === text)?.[0] ?? text]: {} }),
    choices: all.map(([, { name }]) => name),
    // As JSON spells them, and as the contract does.
    among: all.flatMap(([key, { name }]) => [key, name.replaceAll('-', '_')]),
  };
}

/** One of declared things that has a parameter. */
interface Having {
  key: string;
  thing: string;
  parameter: Parameter;
  /** Whether a preset that names this thing says another value than the default. */
  byPreset: boolean;
}

function flagOfParameter(choice: Choice, name: string): SpecFlag {
  const having = Object.entries(choice.declared).flatMap(([key, { name: thing, parameters }]): Having[] => {
    const parameter = parameters[name];
    return parameter ? [{ key, thing, parameter, byPreset: isSetByPreset(choice.field, key, name, parameter) }] : [];
  });
  const [{ parameter }] = having as [Having];
  const { takes, ...values } = valuesOf(parameter);
  return {
    flags: `${flagFor(name)} ${takes}`,
    about: describeParameter(having),
    path: `${choice.field}.*.${name}`,
    within: (json, value) => {
      const chosen = chosenIn(choice, json);
      return having.some(({ key, thing }) => isCalled(chosen, key, thing))
        ? chosen
        : refuse(choice, name, { chosen, value });
    },
    ...values,
  };
}

function isSetByPreset(field: Choice['field'], key: string, name: string, parameter: Parameter): boolean {
  return [...presets.values()].some((preset) => {
    const { [key]: values } = preset[field] as unknown as Record<string, Record<string, unknown> | undefined>;
    return name in (values ?? {}) && String(values?.[name]) !== String(parameter.default);
  });
}

/** How a parameter's value is written in a flag. */
export function valuesOf(parameter: Parameter): Pick<SpecFlag, 'parse' | 'choices'> & { takes: string } {
  if ('choices' in parameter) {
    const words = parameter.choices.map((choice) => wordOf(choice, parameter.choices));
    const parse = (text: string) => parameter.choices[words.indexOf(text)] ?? text;
    return { takes: '<kind>', parse, choices: words };
  }
  if ('entries' in parameter) return { takes: '<n,n,…>', parse: toNumbers };
  if (typeof parameter.default === 'number') return { takes: '<x>', parse: toNumber };
  return { takes: '<yes|no>', ...yesOrNo };
}

/** A value of an enumeration without what all of them begin with: `average` of `GLOBAL_POOLING_AVERAGE`. */
export function wordOf(choice: string, choices: readonly string[]): string {
  let shared = 0;
  while (shared < choice.length && choices.every((each) => each[shared] === choice[shared])) shared++;
  return choice.slice(choice.lastIndexOf('_', shared) + 1).toLowerCase();
}

/** What a parameter is, of whom: where it isn't the same of all, each by itself. */
function describeParameter(having: readonly Having[]): string {
  const abouts = [...new Set(having.map(({ parameter }) => parameter.about))];
  const of = (about: string) => having.filter(({ parameter }) => parameter.about === about);
  return abouts.map((about) => `${about}; of ${describeHaving(of(about))}`).join('; ');
}

/** Which things have a parameter, and what it may be and is by default: once, where these are all the same. */
function describeHaving(having: readonly Having[]): string {
  const of = having.map(({ thing, parameter, byPreset }) => ({ thing, range: describeRange(parameter, byPreset) }));
  const isSame = of.every(({ range }) => range === of[0]?.range);
  if (isSame) return `${of.map(({ thing }) => thing).join(', ')}${of[0]?.range}`;
  return of.map(({ thing, range }) => `${thing}${range}`).join(', ');
}

/**
 * The bounds of a parameter and its default, in brackets.
 *
 * @param byPreset whether a preset says another
 */
export function describeRange(parameter: Parameter, byPreset = false): string {
  const bounds = 'bounds' in parameter ? [describeBounds(parameter.bounds)] : [];
  const value = `default ${describeDefault(parameter)}${byPreset ? ' or the preset’s' : ''}`;
  return ` (${[...bounds, value].join(', ')})`;
}

/** What a parameter is where nobody says, as its flag takes it. */
export function describeDefault(parameter: Parameter): string {
  if ('choices' in parameter) return wordOf(parameter.default, parameter.choices);
  if ('entries' in parameter) return parameter.default.join(',') || 'none';
  if ('bounds' in parameter) return String(parameter.default);
  return parameter.default ? 'yes' : 'no';
}

/** Whether a spec, which may spell fields as JSON does or as the contract, speaks of a thing. */
function isCalled(spelled: string, key: string, name: string): boolean {
  return spelled === key || spelled === name.replaceAll('-', '_');
}

/** The flag of a field: `--learning-rate` of `learningRate`. */
export function flagFor(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** @throws INVALID_FIELD, for the thing has no such parameter */
function refuse(
  { field, declared }: Choice,
  name: string,
  { chosen: key, value }: { chosen: string; value: Json },
): never {
  const all = Object.entries(declared);
  const thing = all.find(([each, { name }]) => isCalled(key, each, name))?.[1];
  const own = Object.keys(thing?.parameters ?? {}).map(flagFor);
  const others = all.filter(([, { parameters }]) => name in parameters).map(([, each]) => each.name);
  const has = own.length > 0 ? `which has ${own.join(', ')}` : 'which has no parameters';
  const must = `must be left out with the ${field} ${thing?.name ?? key}, ${has}: it is for --${field} ${others.join(' or ')}`;
  throw invalidField(flagFor(name), value, must);
}

/** The range of a parameter, for people: `0.001 to 1000`. */
export function describeBounds({ above, atLeast, below, atMost }: Bounds): string {
  const low = above === undefined ? String(atLeast ?? '-∞') : `above ${above}`;
  const high = below === undefined ? String(atMost ?? '∞') : `below ${below}`;
  return `${low} to ${high}`;
}

/** Which of the things a spec is about: that which it names, or its preset's. */
function chosenIn({ field, declared }: Choice, json: JsonObject): string {
  const given = json[field];
  const names = (object: object) =>
    Object.keys(object).find((spelled) =>
      Object.entries(declared).some(([key, { name }]) => isCalled(spelled, key, name)),
    );
  const named = given !== null && typeof given === 'object' ? names(given) : undefined;
  const usual = presets.get(String(json.preset)) ?? (presets.get('simclr') as Preset);
  return named ?? names(usual[field]) ?? '';
}
