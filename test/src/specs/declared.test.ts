import type { TrainingSpec } from '@parallax/contract';
import { type Declaration, ParallaxError, type Parameter, type ParameterValue, snakeCase } from '@parallax/errors';
import { objectives, optimisers, schedules } from '@parallax/learning';
import { networks } from '@parallax/networks';
import { resolveTraining } from '@parallax/specs';
import test from 'ava';

/** Everything that is declared, by the field of a TrainingSpec that names it. */
const declared: Record<'network' | 'objective' | 'optimiser' | 'schedule', Record<string, unknown>> = {
  network: networks,
  objective: objectives,
  optimiser: optimisers,
  schedule: schedules,
};

interface Tried {
  /** What a parameter may be, its bounds among it. */
  taken: ParameterValue[];
  /** What it may not be, and where in it the error is. */
  refused: [value: ParameterValue, place: string][];
}

/** What is tried of a parameter. */
function triedOf(parameter: Parameter): Tried {
  if ('choices' in parameter) {
    return { taken: [...parameter.choices], refused: ['UNSPECIFIED', 'constructor'].map((each) => [each, '']) };
  }
  if ('entries' in parameter) {
    const { entries, bounds } = parameter;
    const of = (value: number, count: number = entries.atLeast): number[] => Array(count).fill(value);
    const beyond = [bounds.atLeast - 1, bounds.atMost + 1, bounds.atLeast + 0.5, Number.NaN];
    return {
      taken: [of(bounds.atLeast), of(bounds.atMost), of(bounds.atLeast, entries.atMost)],
      refused: [
        [of(bounds.atLeast, entries.atMost + 1), ''],
        ...beyond.map((each): [number[], string] => [of(each), '[0]']),
      ],
    };
  }
  if (!('bounds' in parameter)) return { taken: [true, false], refused: [] };
  const { atLeast = Number.NaN, atMost = Number.NaN } = parameter.bounds;
  const below = atLeast > 0 ? atLeast * (1 - 1e-9) : -1e-9;
  const beyond = [below, atMost * (1 + 1e-9), Number.NaN, Number.POSITIVE_INFINITY, -Number.MAX_VALUE];
  const between = parameter.integer ? [atLeast + 0.5] : [];
  return { taken: [atLeast, atMost], refused: [...beyond, ...between].map((each) => [each, '']) };
}

for (const [field, things] of Object.entries(declared)) {
  for (const [key, thing] of Object.entries(things)) {
    const { name, parameters } = thing as Declaration;
    const resolve = (values: object) => resolveTraining({ [field]: { [key]: values } } as TrainingSpec);
    const valuesOf = (spec: object) => (spec as Record<string, Record<string, object>>)[field]?.[key];

    test(`${name} has its defaults where a request leaves its parameters out`, (t) => {
      const usual = Object.entries(parameters).map(([parameter, each]) => [parameter, each.default]);
      // The preset has values of its own for these.
      const preset = { ntXent: { temperature: 0.2 }, adamw: { beta2: 0.98 } }[key as 'ntXent' | 'adamw'];
      t.deepEqual(valuesOf(resolve({})), { ...Object.fromEntries(usual), ...preset });
    });

    for (const [parameter, each] of Object.entries(parameters)) {
      test(`${parameter} of ${name} is taken at its bounds, and refused by name beyond them`, (t) => {
        const { taken, refused } = triedOf(each);
        for (const value of taken) t.like(valuesOf(resolve({ [parameter]: value })), { [parameter]: value });
        for (const [value, place] of refused) {
          const error = t.throws(() => resolve({ [parameter]: value }), { instanceOf: ParallaxError }) as ParallaxError;
          const wrong = `spec.${field}.${name.replaceAll('-', '_')}.${snakeCase(parameter)}${place}`;
          t.is(error.metadata.field, wrong);
        }
      });
    }
  }
}
