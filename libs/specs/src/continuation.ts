import type { Continuation, ContinuedSchedule, TrainingSpec } from '@parallax/contract';
import { checkEnum, checkInteger, invalidField, snakeCase } from '@parallax/errors';
import { diagnosticsOf } from './diagnostics.js';
import { checkJobId } from './encoder-ref.js';
import { resolveSelection } from './selection.js';
import { checkLength, type ResolvedTraining } from './training.js';

/** How a training goes on from another. */
export interface ResolvedContinuation {
  training: string;
  moreEpochs?: number;
  schedule: Exclude<ContinuedSchedule, 'CONTINUED_SCHEDULE_UNSPECIFIED'>;
}

const schedules: readonly ResolvedContinuation['schedule'][] = [
  'CONTINUED_SCHEDULE_STRETCHED',
  'CONTINUED_SCHEDULE_HELD',
];

/** What may be said of a training that goes on: the rest decides what its steps are, and is that of the one before. */
const open = new Set(['continueFrom', 'epochs', 'keep', 'stopWhen', 'checkpointSteps', 'diagnostics']);

/**
 * How a request wants another training to be continued, checked by itself; undefined where it doesn't.
 *
 * @throws INVALID_FIELD, also for a field that is not open
 */
export function resolveContinuation(asked: TrainingSpec): ResolvedContinuation | undefined {
  const { continueFrom, epochs } = asked;
  if (!continueFrom) return undefined;
  const { training = '', moreEpochs, schedule } = continueFrom as Continuation;
  checkJobId('spec.continue_from.training', training, 'training');
  for (const [field, value] of Object.entries(asked)) {
    if (open.has(field) || value === undefined || value === null) continue;
    const shown = typeof value === 'object' ? JSON.stringify(value) : value;
    throw invalidField(`spec.${snakeCase(field)}`, shown, 'is that of spec.continue_from: leave it out');
  }
  if (moreEpochs !== undefined) checkInteger('spec.continue_from.more_epochs', moreEpochs, 1, 1e6);
  if ((moreEpochs === undefined) === (epochs === undefined))
    throw invalidField(
      'spec.epochs',
      epochs ?? '',
      'must say how many there are in all, or else spec.continue_from.more_epochs how many come to them',
    );
  const isOpen = schedule === undefined || schedule === 'CONTINUED_SCHEDULE_UNSPECIFIED';
  const known = isOpen ? 'CONTINUED_SCHEDULE_STRETCHED' : checkEnum('spec.continue_from.schedule', schedule, schedules);
  return { training, ...(moreEpochs !== undefined && { moreEpochs }), schedule: known };
}

/**
 * The spec of a training that continues another: that one's, but for what is open. What was kept and when it was to stop is not
 * handed on: it compared the epochs of that one.
 *
 * @param before spec of the training that is continued, and the epochs that it has done or will have done
 * @throws INVALID_FIELD
 */
export function continueTraining(
  asked: TrainingSpec,
  continueFrom: ResolvedContinuation,
  before: { spec: ResolvedTraining; epochs: number },
): ResolvedTraining {
  const { epochs = before.epochs + (continueFrom.moreEpochs ?? 0), checkpointSteps, diagnostics } = asked;
  if (epochs <= before.epochs)
    throw invalidField('spec.epochs', epochs, `must be more than the ${before.epochs} of ${continueFrom.training}`);
  const given = Object.entries(diagnostics ?? {}).filter(([, value]) => value !== undefined && value !== null);
  const { keep: _, stopWhen: __, ...spec } = before.spec;
  const training: ResolvedTraining = {
    ...spec,
    epochs,
    continueFrom,
    checkpointSteps: checkpointSteps ?? spec.checkpointSteps,
    diagnostics: { ...lessOften(spec.diagnostics, epochs), ...Object.fromEntries(given) },
    ...resolveSelection(asked),
  };
  checkLength(training, before.epochs);
  return training;
}

/** The same over more epochs, of which no more are measured than of as many that nobody asked to measure. */
function lessOften(diagnostics: ResolvedTraining['diagnostics'], epochs: number): ResolvedTraining['diagnostics'] {
  const { everyEpochs } = diagnostics;
  if (everyEpochs === 0) return diagnostics;
  return { ...diagnostics, everyEpochs: Math.max(everyEpochs, diagnosticsOf(epochs).everyEpochs) };
}
