import type { TrainerSpec } from '@parallax/learning';
import type { ResolvedTraining } from '@parallax/specs';

/** The API's words as the trainer's. */
export function trainerSpec(training: ResolvedTraining, steps: number): TrainerSpec {
  const { objective, optimiser, recipe, schedule } = training;
  return {
    objective,
    optimiser,
    schedule: { ...schedule, warmup: Math.round(schedule.warmup * steps), steps },
    normalisation: recipe.normalisation,
    seed: training.seed,
    initialisation: training.network.initialisation,
  };
}
