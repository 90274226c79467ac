export { gradientNorm } from './clip.js';
export { spreadEvenly } from './history.js';
export { Optimiser, type OptimiserSpec, optimiserOf } from './optimiser.js';
export { optimisers } from './optimisers/list.js';
export type { OptimiserKind } from './optimisers/optimiser-kind.js';
export { rateAt, type Schedule } from './schedule.js';
export type { State } from './state.js';
export { type Progress, type Trained, type TrainOptions, train } from './train.js';
export { type OnStage, type StepMeasures, Trainer, type TrainerSpec } from './trainer.js';
