import type { ProbeResult } from '@parallax/contract';
import { proportion } from '@parallax/evaluation';
import { probeVerdict, type Verdict } from '@parallax/learning';
import { type Answer, answersOf, titleOf } from './probe-table.js';

/** What the probes say of a trained encoder beside its baselines; that it is above raw pixels is no news. */
export function probeVerdicts(result: ProbeResult): Verdict[] {
  const answers = answersOf(result);
  const titles = [...new Set(answers.map(titleOf))];
  return titles.flatMap((title) => {
    const of = (representation: Answer['representation']) => {
      const found = answers.find((each) => each.representation === representation && titleOf(each) === title);
      return found && shareOf(found, Number(result.testImages ?? 0));
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

/** With its interval by the test images: that of a mean over seeds knows nothing of them. */
function shareOf(answer: Answer, images: number) {
  if (!answer.accuracy) return undefined;
  const { value = 0 } = answer.accuracy;
  return 'seeds' in answer ? proportion(value * images, images) : { low: 0, high: 0, ...answer.accuracy, value };
}
