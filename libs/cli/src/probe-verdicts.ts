import type { Evaluation, ProbeResult } from '@parallax/contract';
import { probeVerdict, type Verdict } from '@parallax/learning';
import { titleOf } from './probe-table.js';

/** What the probes say of a trained encoder beside its baselines; that it is above raw pixels is no news. */
export function probeVerdicts({ evaluations }: ProbeResult): Verdict[] {
  const titles = [...new Set(evaluations.map(titleOf))];
  return titles.flatMap((title) => {
    const of = (representation: Evaluation['representation']) => {
      const found = evaluations.find((each) => each.representation === representation && titleOf(each) === title);
      return found?.accuracy && { value: 0, low: 0, high: 0, ...found.accuracy };
    };
    const [trained, random, pixels] = [
      of('REPRESENTATION_TRAINED_ENCODER'),
      of('REPRESENTATION_RANDOM_ENCODER'),
      of('REPRESENTATION_RAW_PIXELS'),
    ];
    if (!trained) return [];
    return [
      ...(random ? [probeVerdict(title, trained, { name: 'its random encoder', ...random })] : []),
      ...(pixels
        ? [probeVerdict(title, trained, { name: 'raw pixels', ...pixels })].filter((each) => each.isWarning)
        : []),
    ];
  });
}
