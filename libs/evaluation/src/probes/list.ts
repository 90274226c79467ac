import { fewLabels } from './few-labels.js';
import { fineTuning } from './fine-tuning.js';
import { knn } from './knn.js';
import { linear } from './linear.js';
import { logistic } from './logistic.js';
import { mlp } from './mlp.js';
import type { Probe } from './probe.js';

/** All probes, by the names of their fields in the contract's `ProbeSpec`. */
const probes = { knn, linear, logistic, fewLabels, fineTuning, mlp } as const;

type Probes = typeof probes;

export type ProbeKey = keyof Probes;

type ValuesOf<Key extends keyof Probes> = Parameters<Probes[Key]['run']>[1];

/** Those probes that are to run, by name, each with the values of its parameters. */
export type ProbeValues = { [Key in keyof Probes]?: ValuesOf<Key> };

/** All probes with the names of their fields, in the order in which they are run. */
export const allProbes = Object.entries<unknown>(probes) as [ProbeKey, Probe][];

interface ProbeRun {
  probe: Probe;
  values: Parameters<Probe['run']>[1];
  /** With each of which it is run: without need with the first alone. */
  seeds: readonly number[];
}

/** The probes that a spec names, in that order. @param seeds of the spec */
export function probesIn(spec: ProbeValues, seeds: readonly number[] = []): ProbeRun[] {
  return allProbes.flatMap(([key, probe]) => {
    const values = spec[key] as ProbeRun['values'] | undefined;
    return values ? [{ probe, values, seeds: probe.isDrawn(values) ? seeds : seeds.slice(0, 1) }] : [];
  });
}

/** How an answer is called, by its probe and what tells it from the probe's other answers: `knn k=20`. */
export function answerName(probe = '', settings: Readonly<Record<string, number>> = {}): string {
  return [probe, ...Object.entries(settings).map(([name, value]) => `${name}=${value}`)].join(' ');
}
