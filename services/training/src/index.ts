export { newModel } from './start-model.js';
export { trainerSpec } from './trainer-spec.js';
