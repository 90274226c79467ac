export { crossEntropy } from './cross-entropy.js';
export { type ObjectiveSpec, objectiveOf, objectives } from './list.js';
export type { Objective, StepMetric } from './objective.js';
export { temperatureBounds } from './similarities.js';
