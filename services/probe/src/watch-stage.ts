import type { Watch } from '@parallax/evaluation';
import { progressAt, type Task } from '@parallax/jobs';

/** Passes a stage's progress on to the job, with its rate and the time left. */
export function watchStage({ report, signal }: Pick<Task, 'report' | 'signal'>, stage: string): Watch {
  const began = performance.now();
  return {
    signal,
    report({ done, total, unit }) {
      report(progressAt({ stage, done, total, unit }, (performance.now() - began) / 1000));
    },
  };
}
