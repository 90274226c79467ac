export { pendingImport, pin, type Selection, selectImages, type WithAugmentation } from './dataset.js';
export {
  checkEncoder,
  encoderMessage,
  expectationsMessage,
  findNetwork,
  type LoadedEncoder,
  metadataOf,
  readEncoder,
  readExpectations,
  resolveEncoder,
} from './encoder.js';
export { imageRequests } from './images.js';
export { type Ancestor, checkLineage, encoderLineage } from './lineage.js';
export { Stages, stagesAtZero } from './stages.js';
export { readShard, readViews, streamViews, type ViewSource, type Views } from './views.js';
