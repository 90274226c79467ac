import { partOf, type Watch } from './pieces.js';
import type { Answer } from './probes/probe.js';

/** A mean over seeds, with its 95 % interval (Student 1908), which says how much the draw matters and nothing of other test images. */
export interface SeedMean {
  value: number;
  low: number;
  high: number;
  /** Of a single seed's value, by n − 1. */
  deviation: number;
}

/** What is summed up: a probe's scores on a representation; of an answer for one of several seeds, the settings name it. */
export interface Scored<Representation> {
  representation: Representation;
  probe: string;
  settings: Readonly<Record<string, number>>;
  accuracy: { value: number };
  balancedAccuracy: number;
  macroF1: number;
}

/** The answers of a probe for each seed in turn, of which their settings tell where there are several. */
export async function* acrossSeeds(
  seeds: readonly number[],
  watch: Watch,
  run: (seed: number, watch: Watch) => AsyncIterable<Answer>,
): AsyncGenerator<Answer> {
  for (const [at, seed] of seeds.entries()) {
    for await (const answer of run(seed, partOf(watch, at, seeds.length)))
      yield seeds.length > 1 ? { ...answer, settings: { ...answer.settings, seed } } : answer;
  }
}

/** The means of answers that differ by their seeds alone, in the order of their first ones. */
export function sumUpSeeds<Representation>(scored: readonly Scored<Representation>[]) {
  const groups = new Map<string, Scored<Representation>[]>();
  for (const each of scored) {
    const { seed, ...others } = each.settings;
    if (seed === undefined) continue;
    const key = JSON.stringify([each.representation, each.probe, others]);
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return [...groups.values()].map((group) => {
    const { representation, probe, settings } = group[0] as Scored<Representation>;
    const { seed: _, ...others } = settings;
    return {
      representation,
      probe,
      settings: others,
      seeds: group.map((each) => each.settings.seed as number),
      accuracy: meanOf(group.map(({ accuracy }) => accuracy.value)),
      balancedAccuracy: meanOf(group.map(({ balancedAccuracy }) => balancedAccuracy)),
      macroF1: meanOf(group.map(({ macroF1 }) => macroF1)),
    };
  });
}

/** As many seeds are taken at most, for which there are quantiles below. */
export const MOST_SEEDS = 16;

/** The 97.5 % quantiles of Student's t, from one degree of freedom. */
const quantiles = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131,
];

/** @param values of two to `MOST_SEEDS` seeds */
function meanOf(values: readonly number[]): SeedMean {
  const value = values.reduce((sum, each) => sum + each, 0) / values.length;
  const squares = values.reduce((sum, each) => sum + (each - value) ** 2, 0);
  const deviation = Math.sqrt(squares / (values.length - 1));
  const half = ((quantiles[values.length - 2] as number) * deviation) / Math.sqrt(values.length);
  return { value, low: value - half, high: value + half, deviation };
}
