import type {
  EncoderRef,
  EncoderSpec,
  HeadSpec,
  Objective,
  OnlineDiagnosticsSpec,
  Schedule,
  TrainingSpec,
} from '@parallax/contract';
import type { Recipe } from '@parallax/views';
import type { ResolvedOptimiser } from './optimiser.js';

/** A message with every field set. */
export type Filled<Message> = { [Field in keyof Required<Message>]: NonNullable<Message[Field]> };

/** A training with nothing left open but `images` (all) and `startFrom` (an initialisation). */
export interface ResolvedTraining {
  preset: string;
  dataset: string;
  images?: number;
  recipe: Recipe;
  encoder: Filled<EncoderSpec>;
  head: Filled<HeadSpec>;
  startFrom?: EncoderRef;
  objective: Filled<Objective>;
  optimiser: ResolvedOptimiser;
  schedule: Filled<Schedule>;
  batch: number;
  dropLast: boolean;
  epochs: number;
  seed: number;
  checkpointSteps: number;
  precision: NonNullable<TrainingSpec['precision']>;
  diagnostics: Filled<OnlineDiagnosticsSpec>;
}
