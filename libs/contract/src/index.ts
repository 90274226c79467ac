export { descriptorSet, packageDefinition } from './descriptors.js';
export type * from './gen/index.js';
export { type JobKind, jobKinds } from './job-kinds.js';
export { messageFromJson, messageToJson } from './json.js';
export { upgradeResult, upgradeSpec } from './older-specs.js';
export { readJson } from './read-json.js';
