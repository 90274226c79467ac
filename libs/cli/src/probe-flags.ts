import type { ProbeSpec, ProbeSpecInput } from '@parallax/contract';
import { choiceIn, type Declaration, invalidField } from '@parallax/errors';
import { allProbes, type Probe } from '@parallax/evaluation';
import { optimisers, schedules } from '@parallax/learning';
import { choiceFlag, describeRange, flagFor, valuesOf } from './declared-flags.js';
import { type SpecFlag, specFrom } from './spec.js';
import { toNumbers } from './values.js';

/** A parameter whose flag is shorter than its probe's and its own name together. */
const short: Readonly<Record<string, string>> = { 'knn.k': '--k' };

/** How the probes of a ProbeSpec are run; its input has flags of its own. */
export const probeFlags: readonly SpecFlag[] = [
  {
    flags: '--probes <names>',
    about: 'which, with commas (parallax probes); default knn,linear and those that have flags',
    path: '',
    parse: (text) => Object.fromEntries(text.split(',').map((name) => [keyOf(name), {}])),
    among: [],
  },
  ...allProbes.flatMap(([key, probe]) => flagsOf(key, probe)),
  {
    flags: '--probe-features <name>',
    about: "what of an encoder's is probed; default h",
    path: 'features',
    parse: (text) => text,
    choices: ['h', 'z'],
  },
  {
    flags: '--probe-seeds <n,n,…>',
    about: 'from which probes draw; with several, those that draw are run with each, and the mean is told; default 0',
    path: 'seeds',
    parse: toNumbers,
  },
];

function keyOf(name: string): string {
  const key = allProbes.find(([, probe]) => probe.name === name)?.[0];
  if (key) return key;
  throw invalidField('--probes', name, `must be some of ${allProbes.map(([, probe]) => probe.name).join(', ')}`);
}

function flagsOf(key: string, { name: probe, parameters, steps }: Probe): SpecFlag[] {
  const own = Object.entries(parameters).map(([name, parameter]): SpecFlag => {
    const { takes, ...values } = valuesOf(parameter);
    const flag = short[`${key}.${name}`] ?? `--${probe}${flagFor(name).slice(1)}`;
    const about = `of ${probe}: ${parameter.about}${describeRange(parameter)}`;
    return { flags: `${flag} ${takes}`, about, path: `${key}.${name}`, ...values };
  });
  if (!steps) return own;
  const chosen: Record<string, Readonly<Record<string, Declaration>>> = { optimiser: optimisers, schedule: schedules };
  const named = Object.entries(chosen).map(([field, declared]) => {
    const usual = declared[choiceIn(declared, steps[field as keyof typeof steps]).key]?.name;
    const about = `of ${probe} (parallax ${field}s); default ${usual}`;
    return { ...choiceFlag({ field: `${probe}-${field}`, about, declared }), path: `${key}.${field}` };
  });
  return [...own, ...named];
}

/** What flags ask for of embeddings: a flag changes its probe, or adds it, and leaves the usual ones, unless `--probes` says which. */
export function probesFrom(flags: readonly SpecFlag[], options: object): ProbeSpecInput {
  const spec = specFrom<ProbeSpec>('ProbeSpec', flags, options);
  return 'probes' in options ? spec : { knn: {}, linear: {}, ...spec };
}
