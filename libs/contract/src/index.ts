export { descriptorSet, grpcTypes, packageDefinition } from './descriptors.js';
export type * from './gen/index.js';
export { messageFromJson, messageToJson } from './json.js';
export { readJson } from './read-json.js';
