import type { TrainingSpec } from '@parallax/contract';
import { type Declaration, defaultsOf, type Parameter } from '@parallax/errors';
import { allProbes, type Probe, type Steps } from '@parallax/evaluation';
import {
  type Objective,
  type OptimiserKind,
  objectives,
  optimisers,
  type ScheduleKind,
  schedules,
} from '@parallax/learning';
import { countParameters, describeEncoder, type Network, type NetworkKind, networks } from '@parallax/networks';
import { resolveTraining, trainingMemory, workerMemory } from '@parallax/specs';
import { type Field, operations } from '@parallax/views/operations';
import type { Command } from 'commander';
import { describeBounds, describeDefault, wordOf } from '../declared-flags.js';
import { formatNumber } from '../format.js';
import { action } from '../session.js';
import type { JsonObject } from '../spec.js';

/** Commands that list what a training or a probe may choose between, as it is declared. */
export function addDeclared(program: Command): void {
  addList(program, 'objectives', {
    description: 'list what a training can make better, with parameters, defaults and bounds',
    example: 'parallax train --objective nt-xent --temperature 0.5',
    declared: Object.values<Objective>(objectives),
    facts: ({ views, manyViews = false, localViews = false, labels = false, rows, metrics }) => ({
      ...{ views, manyViews, localViews, labels },
      ...{ compares: [...rows], metrics: [...metrics] },
    }),
    about: (objective) => `compares the ${objective.rows.join(' and ')} of ${describeViews(objective)} of each image`,
  });
  addList(program, 'probes', {
    description: 'list how features can be measured, with parameters, defaults and bounds',
    example: 'parallax run --probes knn,logistic --k 20,200',
    declared: allProbes.map(([, probe]) => probe),
    facts: ({ needs, steps }) => ({
      views: needs === 'batches',
      ...(steps && { ...(JSON.parse(JSON.stringify(steps)) as JsonObject) }),
    }),
    about: (probe) => `of ${describeInput(probe)}${probe.steps ? `; ${describeSteps(probe.steps)}` : ''}`,
  });
  addList(program, 'networks', {
    description: 'list what can learn, with parameters, defaults and bounds',
    example: 'parallax train --network resnet18 --stem cifar',
    declared: allNetworks,
    facts: (kind) => ({ ...costOf(kind) }),
    about: describeCost,
  });
  addList(program, 'optimisers', {
    description: 'list how gradients can change weights, with parameters, defaults and bounds',
    example: 'parallax train --optimiser sgd --learning-rate 0.1 --momentum 0.9',
    declared: allOptimisers,
    facts: ({ decaysBiases }) => ({ decaysBiases }),
    about: describeDecay,
  });
  addList(program, 'schedules', {
    description: 'list how the learning rate can go, with parameters, defaults and bounds',
    example: 'parallax train --schedule cosine --restarts 2 --warmup 0.1',
    declared: allSchedules,
    facts: () => ({}),
    about: () => 'after the warm-up',
  });
}

/** `2 views`, `2 or more views, and local ones`. */
function describeViews({ views, manyViews, localViews, labels }: Objective): string {
  const count = `${views}${manyViews ? ' or more' : ''} ${views === 1 ? 'view' : 'views'}`;
  return `${count}${localViews ? ', and local ones,' : ''}${labels ? ' and the classes' : ''}`;
}

const allSchedules = Object.values<unknown>(schedules) as ScheduleKind[];

const allOptimisers = Object.values<unknown>(optimisers) as OptimiserKind[];

const allNetworks = Object.values<unknown>(networks) as NetworkKind[];

/** What a network with its defaults has and takes, of one image of 32×32. */
function costOf(kind: NetworkKind): { size: number; parameters: number; features: number; products: number } {
  const [key] = Object.entries<unknown>(networks).find(([, each]) => each === kind) as [string, unknown];
  const network = { [key]: defaultsOf(kind.parameters), size: 32 } as unknown as Network;
  const { entries, output, products } = describeEncoder(network);
  const parameters = countParameters(entries);
  return { size: 32, parameters, features: output[0] as number, products };
}

function describeCost(kind: NetworkKind): string {
  const { parameters, features, products } = costOf(kind);
  return `${formatNumber(parameters)} parameters, ${formatNumber(features)} features; ${formatNumber(Math.round(products / 1e6))} million multiplications an image of 32×32`;
}

function describeDecay({ decaysBiases }: OptimiserKind): string {
  return decaysBiases
    ? 'decays biases too where there are no norms (--decay-biases)'
    : 'leaves biases and norms out of the decay (--decay-biases)';
}

/** What a probe can learn from. */
function describeInput({ needs }: Probe): string {
  return { rows: 'embeddings', batches: 'embeddings or views', images: 'the images of embeddings' }[needs];
}

/** The optimiser and the schedule of a probe where nobody says: `adam (learningRate 0.001, weightDecay 0.001), constant`. */
function describeSteps({ optimiser, schedule }: Steps): string {
  const [[name, given] = ['', {}]] = Object.entries<object>(optimiser as Record<string, object>);
  const parameters = Object.entries(given).map(([parameter, value]) => `${parameter} ${value}`);
  const [course] = Object.keys(schedule);
  return `${name} (${parameters.join(', ')}), ${course}`;
}

interface List<Thing extends Declaration> {
  description: string;
  example: string;
  declared: readonly Thing[];
  /** What JSON has of one beside name, about, paper and parameters. */
  facts(thing: Thing): JsonObject;
  /** The same in words. */
  about(thing: Thing): string;
}

function addList<Thing extends Declaration>(program: Command, name: string, list: List<Thing>): void {
  program
    .command(name)
    .description(list.description)
    .addHelpText('after', `\nExamples:\n  $ parallax ${name}\n  $ ${list.example}`)
    .action(
      action(async (session) => {
        const json = list.declared.map((thing) => ({
          ...{ name: thing.name, about: thing.about, paper: thing.paper },
          ...list.facts(thing),
          parameters: Object.entries(thing.parameters).map(([parameter, declared]) => ({
            name: parameter,
            ...(JSON.parse(JSON.stringify(declared)) as JsonObject),
          })),
        }));
        const text = list.declared.map((thing) => describe(thing, list.about(thing))).join('\n\n');
        session.document({ [name]: json }, text);
      }),
    );
}

function describe({ name, about, paper, parameters }: Declaration, fact: string): string {
  const lines = Object.entries(parameters).map(
    ([parameter, each]) => `  ${parameter}  ${describeValue(each)}: ${each.about}`,
  );
  return [name, `  ${about}`, `  ${fact}`, ...lines, `  ${paper}`].join('\n');
}

/** The default of a parameter, and its bounds. */
function describeValue(parameter: Parameter): string {
  const value = describeDefault(parameter);
  if ('choices' in parameter)
    return `${value} (${parameter.choices.map((choice) => wordOf(choice, parameter.choices)).join(', ')})`;
  if ('entries' in parameter) {
    const { atLeast, atMost } = parameter.entries;
    return `${value.replaceAll(',', ', ')} (${atLeast} to ${atMost} of ${describeBounds(parameter.bounds)})`;
  }
  return 'bounds' in parameter ? `${value} (${describeBounds(parameter.bounds)})` : value;
}

/** The rows of the tables in Markdown that follow from declarations, by the name of their file in docs. */
export function docsTables(): Record<string, string[][]> {
  return {
    networks: [allNetworks.map(networkRow), Object.entries(networks).map(([key, { name }]) => memoryRow(key, name))],
    objectives: [
      Object.values<Objective>(objectives).map((each) =>
        row(each, viewsColumn(each), [...each.rows, ...(each.labels ? ['classes'] : [])].join(', ')),
      ),
    ],
    probes: [allProbes.map(([, each]) => row(each, describeInput(each), each.steps ? describeSteps(each.steps) : ''))],
    optimisers: [allOptimisers.map((each) => row(each, each.decaysBiases ? 'yes' : 'no'))],
    schedules: [allSchedules.map((each) => row(each))],
    operations: [
      Object.entries(operations).map(([name, { about, fields }]) =>
        cells(`\`${name}\``, about, describeFields(fields)),
      ),
    ],
  };
}

/** What a worker takes that trains a network with its defaults on CIFAR-10. */
function memoryRow(key: string, name: string): string {
  const gibibytes = (spec: TrainingSpec) => {
    const training = resolveTraining({ ...spec, network: { [key]: {} } });
    return (workerMemory(trainingMemory(training, 50_000)) / 2 ** 30).toFixed(1);
  };
  const needed = [{ batch: 64 }, { batch: 256 }, { batch: 256, chunk: 64 }, { batch: 256, chunk: 2 }].map(gibibytes);
  return `| ${[`\`${name}\``, ...needed].join(' | ')} |`;
}

/** The fields of an operation of recipes, with their defaults and bounds. */
function describeFields(fields: Readonly<Record<string, Field>>): string {
  const range = ({ low, high }: { low: number; high: number }) => `${formatNumber(low)} to ${formatNumber(high)}`;
  const each = Object.entries(fields).map(([name, field]) => {
    const isRange = 'ends' in field;
    const bounds = describeBounds(isRange ? field.ends : field.bounds);
    const usual = isRange ? field.default && range(field.default) : field.default;
    const text = typeof usual === 'object' ? usual.about : (usual ?? 'to be given');
    return `\`${name}\` ${text} (${isRange ? 'each ' : ''}${bounds}): ${field.about}`;
  });
  return each.join('; ');
}

function networkRow(kind: NetworkKind): string {
  const { parameters, features, products } = costOf(kind);
  return row(kind, formatNumber(parameters), formatNumber(features), formatNumber(Math.round(products / 1e6)));
}

function row({ name, about, paper, parameters }: Declaration, ...facts: (string | number)[]): string {
  const each = Object.entries(parameters).map(
    ([parameter, one]) => `\`${parameter}\` ${describeValue(one)}: ${one.about}`,
  );
  return cells(`\`${name}\``, about, ...facts, each.join('; '), paper);
}

function cells(...texts: (string | number)[]): string {
  return `| ${texts.join(' | ')} |`;
}

/** `2`, `2 or more`, `2 or more, local` where there may be local ones. */
function viewsColumn({ views, manyViews, localViews }: Objective): string {
  return `${views}${manyViews ? ' or more' : ''}${localViews ? ', local' : ''}`;
}
