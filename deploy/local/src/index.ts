export { cacheFolder } from './cache.js';
export { linkBinding } from './setup/link.js';
export { type PartName, type Progress, partNames } from './setup/part.js';
export { type SetupOptions, type SetupPaths, setUp } from './setup/set-up.js';
export type { ProcessEvent } from './stack/process.js';
export { type Stack, type StackOptions, startStack } from './stack/stack.js';
export { readState, type State, stateFolder } from './up/state.js';
export { down, type UpOptions, upDetached } from './up/up.js';
