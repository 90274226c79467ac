import type { Watch } from '@parallax/evaluation';
import type { Task } from '@parallax/jobs';

/** Passes a stage's progress on to the job, with its rate and the time left. */
export function watchStage({ report, signal }: Pick<Task, 'report' | 'signal'>, stage: string): Watch {
  const began = performance.now();
  return {
    signal,
    report({ done, total, unit }) {
      const rate = done / ((performance.now() - began) / 1000);
      report({ stage, done, total, unit, rate, remaining: { seconds: Math.ceil((total - done) / rate), nanos: 0 } });
    },
  };
}
