export { readCheckpoint, saveCheckpoint } from './checkpoint.js';
export { newModel } from './start-model.js';
export { trainerSpec } from './trainer-spec.js';
