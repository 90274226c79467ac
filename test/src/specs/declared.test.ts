import type { TrainingSpec } from '@parallax/contract';
import { ParallaxError, snakeCase } from '@parallax/errors';
import { type Declaration, objectives } from '@parallax/objectives';
import { resolveTraining } from '@parallax/specs';
import { optimisers } from '@parallax/training';
import test from 'ava';

/** Everything that is declared, by the field of a TrainingSpec that names it. */
const declared: Record<'objective' | 'optimiser', Record<string, unknown>> = {
  objective: objectives,
  optimiser: optimisers,
};

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
      if (!('bounds' in each)) {
        test(`${parameter} of ${name} is a choice`, (t) => {
          for (const value of [true, false]) t.like(valuesOf(resolve({ [parameter]: value })), { [parameter]: value });
        });
        continue;
      }
      const { atLeast, atMost } = each.bounds;
      test(`${parameter} of ${name} is taken at its bounds, and refused by name beyond them`, (t) => {
        t.true(atLeast !== undefined && atMost !== undefined);
        for (const value of [atLeast, atMost])
          t.like(valuesOf(resolve({ [parameter]: value })), { [parameter]: value });
        const below = (atLeast as number) > 0 ? (atLeast as number) * (1 - 1e-9) : -1e-9;
        for (const value of [
          below,
          (atMost as number) * (1 + 1e-9),
          Number.NaN,
          Number.POSITIVE_INFINITY,
          -Number.MAX_VALUE,
        ]) {
          const { metadata } = t.throws(() => resolve({ [parameter]: value }), {
            instanceOf: ParallaxError,
          }) as ParallaxError;
          const wrong = `spec.${field}.${name.replaceAll('-', '_')}.${snakeCase(parameter)}`;
          t.like(metadata, { field: wrong, value: String(value) });
        }
      });
    }
  }
}
