import type { ResolvedTraining } from '@parallax/specs';
import { type ObjectiveSpec, optimiserSpec, type Schedule, type TrainerSpec } from '@parallax/training';

const objectives: Record<string, ObjectiveSpec['name']> = {
  OBJECTIVE_KIND_NT_XENT: 'nt-xent',
  OBJECTIVE_KIND_SELF_SIMILARITY: 'self-similarity',
};

/** The API's words as the trainer's. */
export function trainerSpec(training: ResolvedTraining, steps: number): TrainerSpec {
  const { objective, optimiser, recipe } = training;
  return {
    objective: { name: objectives[objective.kind] as ObjectiveSpec['name'], temperature: objective.temperature },
    optimiser: optimiserSpec(optimiser),
    schedule: schedule(training, steps),
    normalisation: recipe.normalisation,
  };
}

function schedule({ schedule: { kind, warmup } }: ResolvedTraining, steps: number): Schedule {
  if (kind === 'SCHEDULE_KIND_CONSTANT') return { name: 'constant' };
  return { name: 'cosine', warmup: Math.round(warmup * steps), steps };
}
