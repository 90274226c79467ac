import type { Progress as ProgressMessage } from '@parallax/contract';
import { type ResolvedTraining, viewsOf } from '@parallax/specs';
import type { Progress } from '@parallax/training';

/** How far a training is, in views. */
export function progressMessage(progress: Progress, training: ResolvedTraining): ProgressMessage {
  const { step, steps, epoch, loss, viewsPerSecond } = progress;
  const perStep = training.batch * viewsOf(training);
  const seconds = ((steps - step) * perStep) / viewsPerSecond;
  return {
    stage: 'training',
    done: step * perStep,
    total: steps * perStep,
    unit: 'views',
    rate: viewsPerSecond,
    remaining: { seconds: Math.ceil(seconds), nanos: 0 },
    epoch,
    loss,
  };
}
