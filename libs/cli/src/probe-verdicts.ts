import type { Evaluation, ProbeResult } from '@parallax/contract';
import { probeVerdict, type Verdict } from '@parallax/learning';
import { probes } from './probe-table.js';

/** What the probes say of a trained encoder beside its baselines; that it is above raw pixels is no news. */
export function probeVerdicts({ evaluations }: ProbeResult): Verdict[] {
  const of = (representation: Evaluation['representation'], probe: string) => {
    const found = evaluations.find((each) => each.representation === representation && each.probe === probe);
    return found?.accuracy && { value: 0, low: 0, high: 0, ...found.accuracy };
  };
  return Object.entries(probes).flatMap(([probe, label]) => {
    const trained = of('REPRESENTATION_TRAINED_ENCODER', probe);
    const random = of('REPRESENTATION_RANDOM_ENCODER', probe);
    const pixels = of('REPRESENTATION_RAW_PIXELS', probe);
    if (!trained) return [];
    return [
      ...(random ? [probeVerdict(label, trained, { name: 'its random encoder', ...random })] : []),
      ...(pixels
        ? [probeVerdict(label, trained, { name: 'raw pixels', ...pixels })].filter((each) => each.isWarning)
        : []),
    ];
  });
}
