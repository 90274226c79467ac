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

/** The probes that a spec names, in that order. */
export function probesIn(spec: ProbeValues): { probe: Probe; values: Parameters<Probe['run']>[1] }[] {
  return allProbes.flatMap(([key, probe]) => {
    const values = spec[key] as Parameters<Probe['run']>[1] | undefined;
    return values ? [{ probe, values }] : [];
  });
}

/** How an answer is called, by its probe and what tells it from the probe's other answers: `knn k=20`. */
export function answerName(probe = '', settings: Readonly<Record<string, number>> = {}): string {
  return [probe, ...Object.entries(settings).map(([name, value]) => `${name}=${value}`)].join(' ');
}
