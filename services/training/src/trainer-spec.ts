import type { ResolvedTraining } from '@parallax/specs';
import type { Schedule, TrainerSpec } from '@parallax/training';

/** The API's words as the trainer's. */
export function trainerSpec(training: ResolvedTraining, steps: number): TrainerSpec {
  const { objective, optimiser, recipe } = training;
  return {
    objective,
    optimiser,
    schedule: schedule(training, steps),
    normalisation: recipe.normalisation,
  };
}

function schedule({ schedule: { kind, warmup } }: ResolvedTraining, steps: number): Schedule {
  if (kind === 'SCHEDULE_KIND_CONSTANT') return { name: 'constant' };
  return { name: 'cosine', warmup: Math.round(warmup * steps), steps };
}
