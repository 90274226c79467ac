import { type Bounds, invalidField } from '@parallax/errors';
import { type Objective, objectives } from '@parallax/objectives';
import { presets } from '@parallax/specs';
import type { JsonObject, SpecFlag } from './spec.js';
import { toNumber } from './values.js';

const all = Object.entries<Objective>(objectives);

const names = new Set(all.flatMap(([, { parameters }]) => Object.keys(parameters)));

/** The objective of a TrainingSpec, and whatever objectives declare as parameters. */
export const objectiveFlags: readonly SpecFlag[] = [
  {
    flags: '--objective <name>',
    about: 'what is made better (parallax objectives); default the preset’s',
    path: 'objective',
    parse: (text) => ({ [all.find(([, { name }]) => name === text)?.[0] ?? text]: {} }),
    choices: all.map(([, { name }]) => name),
  },
  ...[...names].map(flagOfParameter),
];

function flagOfParameter(name: string): SpecFlag {
  const having = all.flatMap(([key, objective]) => {
    const parameter = objective.parameters[name];
    return parameter ? [{ key, objective: objective.name, ...parameter }] : [];
  });
  const [first] = having;
  const of = having.map(({ objective, bounds }) => `${objective} (${describeBounds(bounds)})`);
  return {
    flags: `${flagFor(name)} <x>`,
    about: `${first?.about}; of ${of.join(', ')}`,
    path: `objective.*.${name}`,
    within: (json) => {
      const chosen = chosenIn(json);
      return having.some(({ key, objective }) => isCalled(chosen, key, objective)) ? chosen : refuse(name, chosen);
    },
    parse: toNumber,
  };
}

/** Whether a spec, which may spell fields as JSON does or as the contract, speaks of an objective. */
function isCalled(spelled: string, key: string, name: string): boolean {
  return spelled === key || spelled === name.replaceAll('-', '_');
}

/** The flag of a field: `--learning-rate` of `learningRate`. */
export function flagFor(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** @throws INVALID_FIELD, for the objective has no such parameter */
function refuse(name: string, key: string): never {
  const objective = all.find(([each, { name }]) => isCalled(key, each, name))?.[1];
  const own = Object.keys(objective?.parameters ?? {}).map(flagFor);
  const others = all.filter(([, { parameters }]) => name in parameters).map(([, each]) => each.name);
  const has = own.length > 0 ? `which has ${own.join(', ')}` : 'which has no parameters';
  const must = `must be left out with the objective ${objective?.name ?? key}, ${has}: it is for --objective ${others.join(' or ')}`;
  throw invalidField(flagFor(name), '', must);
}

/** The range of a parameter, for people: `0.001 to 1000`. */
export function describeBounds({ above, atLeast, below, atMost }: Bounds): string {
  const low = above === undefined ? String(atLeast ?? '-∞') : `above ${above}`;
  const high = below === undefined ? String(atMost ?? '∞') : `below ${below}`;
  return `${low} to ${high}`;
}

/** Which objective a spec is about: that which it names, or its preset's. */
function chosenIn({ objective, preset }: JsonObject): string {
  const [named] = objective !== null && typeof objective === 'object' ? Object.keys(objective) : [];
  const usual = presets.get(String(preset)) ?? presets.get('simclr');
  return named ?? Object.keys(usual?.objective ?? {})[0] ?? '';
}
