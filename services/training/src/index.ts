export { readCheckpoint, saveCheckpoint } from './checkpoint.js';
export { Selection } from './selection.js';
export { newModel } from './start-model.js';
export { trainerSpec } from './trainer-spec.js';
