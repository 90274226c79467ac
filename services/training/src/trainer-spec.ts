import type { TrainerSpec } from '@parallax/learning';
import { layersUpTo } from '@parallax/networks';
import { groupsOf, networkOf, type ResolvedTraining } from '@parallax/specs';

/**
 * The API's words as the trainer's.
 *
 * @param held what the learning rate is multiplied by, whatever the schedule says
 */
export function trainerSpec(training: ResolvedTraining, steps: number, held?: number): TrainerSpec {
  const { objective, optimiser, recipe, schedule } = training;
  return {
    objective,
    optimiser,
    schedule: { ...schedule, warmup: Math.round(schedule.warmup * steps), steps, ...(held !== undefined && { held }) },
    groups: groupsOf(training),
    chunk: training.chunk,
    normalisation: recipe.normalisation,
    seed: training.seed,
    initialisation: training.network.initialisation,
    frozen: training.freeze === undefined ? 0 : layersUpTo(networkOf(training), training.freeze, 'spec.freeze'),
  };
}
