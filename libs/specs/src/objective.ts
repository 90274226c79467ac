import type { Objective as ObjectiveMessage } from '@parallax/contract';
import { checkNumber, invalidField, snakeCase } from '@parallax/errors';
import { type Objective, type ObjectiveSpec, objectiveOf, objectives } from '@parallax/objectives';

/**
 * The objective that a request asks for, with all of its parameters: where it leaves some out, those of `fallback` if that is the
 * same objective, otherwise the objective's own defaults.
 *
 * @throws INVALID_FIELD where it names none, or a parameter is out of its bounds
 */
export function resolveObjective(
  field: string,
  asked: ObjectiveMessage | undefined | null,
  fallback: ObjectiveSpec,
): ObjectiveSpec {
  if (!asked) return fallback;
  const chosen = Object.entries(asked).filter(([key, given]) => Object.hasOwn(objectives, key) && given);
  const [[key, given] = ['', {}]] = chosen;
  if (chosen.length !== 1) {
    const known = Object.values(objectives).map(({ name }) => name.replaceAll('-', '_'));
    throw invalidField(field, chosen.map(([each]) => each).join(' and '), `must be one of ${known.join(', ')}`);
  }
  const { name, parameters } = objectives[key as keyof typeof objectives] as Objective;
  const before = Object.hasOwn(fallback, key) ? objectiveOf(fallback).values : {};
  const values = Object.entries(parameters).map(([parameter, { default: usual, bounds }]) => {
    const value = (given as Record<string, number | undefined>)[parameter] ?? before[parameter] ?? usual;
    checkNumber(`${field}.${name.replaceAll('-', '_')}.${snakeCase(parameter)}`, value, bounds);
    return [parameter, value];
  });
  return { [key]: Object.fromEntries(values) } as unknown as ObjectiveSpec;
}
