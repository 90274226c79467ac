import type { ProbeSpec, TrainingSpec } from '@parallax/contract';
import {
  type Bounds,
  type Declaration,
  ParallaxError,
  type Parameter,
  type ParameterValue,
  snakeCase,
} from '@parallax/errors';
import { allProbes } from '@parallax/evaluation';
import { objectives, optimisers, schedules } from '@parallax/learning';
import { networks } from '@parallax/networks';
import { resolveProbe, resolveTraining } from '@parallax/specs';
import { completeRecipe, normalisationBounds, type RecipeDraft } from '@parallax/views';
import { type Field, operations } from '@parallax/views/operations';
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
    const { entries, bounds, ...rest } = parameter;
    const of = (value: number, count: number = Math.max(1, entries.atLeast)): number[] => Array(count).fill(value);
    const each = triedOf({ ...rest, bounds, default: 0 }) as { taken: number[]; refused: [number, string][] };
    return {
      taken: [...each.taken.map((value) => of(value)), of(bounds.atLeast as number, entries.atMost)],
      refused: [
        [of(bounds.atLeast as number, entries.atMost + 1), ''],
        ...each.refused.map(([value]): [number[], string] => [of(value), '[0]']),
      ],
    };
  }
  if (!('bounds' in parameter)) return { taken: [true, false], refused: [] };
  const { taken, refused } = triedOfNumber(parameter);
  return { taken, refused: refused.map((each) => [each, '']) };
}

/** What is tried of a number, whose declaration has a lower and an upper bound. */
function triedOfNumber({ bounds, integer = false, odd = false }: NumberKind): { taken: number[]; refused: number[] } {
  const { above = Number.NaN, atLeast = above, atMost = Number.NaN } = bounds;
  const by = (value: number): number => 1e-9 * (Math.abs(value) || 1);
  const isOpen = bounds.above !== undefined;
  const lowest = isOpen ? above + by(above) : atLeast;
  const beyond = [isOpen ? above : atLeast - by(atLeast), atMost + by(atMost)];
  const never = [Number.NaN, Number.POSITIVE_INFINITY, -Number.MAX_VALUE];
  const whole = integer ? [atLeast - 1, atLeast + 0.5, atMost + 1] : [];
  return { taken: [lowest, atMost], refused: [...beyond, ...never, ...whole, ...(odd ? [atLeast + 1] : [])] };
}

interface NumberKind {
  bounds: Bounds;
  integer?: boolean;
  odd?: boolean;
}

const embeddings = { train: 'embedding-0123456789abcdef', test: 'embedding-0123456789abcdef' };

interface Case {
  thing: Declaration;
  /** Where its parameters stand. */
  path: string;
  resolve(values: object): unknown;
  /** The values that a request without any has. */
  usual(): unknown;
  /** Where a preset has others than are declared. */
  preset?: object;
}

const ofTrainings = Object.entries(declared).flatMap(([field, things]) =>
  Object.entries(things).map(([key, thing]): Case => {
    const resolve = (spec: TrainingSpec) =>
      (resolveTraining(spec) as unknown as Record<string, Record<string, unknown>>)[field]?.[key];
    return {
      thing: thing as Declaration,
      path: `spec.${field}.${(thing as Declaration).name}`,
      resolve: (values) => resolve({ [field]: { [key]: values } } as TrainingSpec),
      usual: () => resolve({ [field]: { [key]: {} } } as TrainingSpec),
      // The preset has values of its own for these.
      preset: { ntXent: { temperature: 0.2 }, adamw: { beta2: 0.98 } }[key as 'ntXent' | 'adamw'],
    };
  }),
);

const ofProbes = allProbes.map(([key, thing]): Case => {
  const resolve = (values: object) =>
    (resolveProbe({ embeddings, [key]: values } as unknown as ProbeSpec) as unknown as Record<string, unknown>)[key];
  return { thing, path: `spec.${thing.name}`, resolve, usual: () => resolve({}) };
});

for (const { thing, path, resolve, usual, preset } of [...ofTrainings, ...ofProbes]) {
  const { name, parameters } = thing;
  test(`${name} has its defaults where a request leaves its parameters out (${path})`, (t) => {
    const declared = Object.entries(parameters).map(([parameter, each]) => [parameter, each.default]);
    const { optimiser: _, schedule: __, ...values } = usual() as Record<string, unknown>;
    t.deepEqual(values, { ...Object.fromEntries(declared), ...preset });
  });

  for (const [parameter, each] of Object.entries(parameters)) {
    test(`${parameter} of ${name} is taken at its bounds, and refused by name beyond them (${path})`, (t) => {
      const { taken, refused } = triedOf(each);
      for (const value of taken) t.like(resolve({ [parameter]: value }), { [parameter]: value });
      for (const [value, place] of refused) {
        const error = t.throws(() => resolve({ [parameter]: value }), { instanceOf: ParallaxError }) as ParallaxError;
        t.is(error.metadata.field, `${path.replaceAll('-', '_')}.${snakeCase(parameter)}${place}`);
      }
    });
  }
}

/** What is tried of a field of an operation, and where in it the error is. */
function triedOfField(field: Field): { taken: unknown[]; refused: [value: unknown, place: string][] } {
  const others = ['1', null].map((each): [unknown, string] => [each, '']);
  if (!('ends' in field)) {
    const { taken, refused } = triedOfNumber(field);
    return { taken, refused: [...refused.map((each): [number, string] => [each, '']), ...others] };
  }
  const { taken, refused } = triedOfNumber({ bounds: field.ends });
  const [low, high] = taken as [number, number];
  const ofLow = refused.map((each): [object, string] => [{ low: each, high }, '.low']);
  const ofHigh = refused.map((each): [object, string] => [{ low, high: each }, '.high']);
  return {
    taken: [{ low, high }, ...taken.map((each) => ({ low: each, high: each }))],
    refused: [...ofLow, ...ofHigh, [{ low: high, high: low }, '.low'], ...others],
  };
}

const complete = (draft: RecipeDraft): unknown => completeRecipe({ name: 'mine', ...draft }, 32, 'spec.recipe');

for (const [operation, { fields }] of Object.entries(operations)) {
  const given = Object.entries<Field>(fields).filter(([, field]) => field.default === undefined);
  const needed = Object.fromEntries(given.map(([name, field]) => [name, triedOfField(field).taken[0]]));

  for (const [name, field] of Object.entries<Field>(fields)) {
    test(`${name} of ${operation} is taken at its bounds, and refused by name beyond them (spec.recipe)`, (t) => {
      const resolve = (value: unknown): unknown =>
        complete({ operations: [{ [operation]: { ...needed, [name]: value } }] } as RecipeDraft);
      const { taken, refused } = triedOfField(field);
      for (const value of taken) t.like(resolve(value), { operations: [{ [operation]: { [name]: value } }] });
      for (const [value, place] of refused) {
        const error = t.throws(() => resolve(value), { instanceOf: ParallaxError }) as ParallaxError;
        const path = `spec.recipe.operations[0].${snakeCase(operation)}.${snakeCase(name)}${place}`;
        t.is(error.metadata.field, path);
      }
    });
  }
}

for (const [name, bounds] of Object.entries(normalisationBounds))
  test(`${name} of a normalisation is taken at its bounds, and refused by name beyond them (spec.recipe)`, (t) => {
    const resolve = (value: number): unknown =>
      complete({ operations: [{ resize: {} }], normalisation: { [name]: [value, value, value] } });
    const { taken, refused } = triedOfNumber({ bounds });
    for (const value of taken) t.like(resolve(value), { normalisation: { [name]: [value, value, value] } });
    for (const value of refused) {
      const error = t.throws(() => resolve(value), { instanceOf: ParallaxError }) as ParallaxError;
      t.is(error.metadata.field, `spec.recipe.normalisation.${snakeCase(name)}[0]`);
    }
  });
