export { cacheFolder } from './cache.js';
export { goPrograms } from './setup/go.js';
export { type Part, type PartName, type Progress, partNames } from './setup/part.js';
export { provide, setUp } from './setup/set-up.js';
export type { ProcessEvent } from './stack/process.js';
export { type Stack, type StackOptions, startStack } from './stack/stack.js';
export { findTool } from './tools.js';
export { readState, type State, stateFolder } from './up/state.js';
export { down, upDetached } from './up/up.js';
