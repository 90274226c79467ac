export { type Selected, type Selection, selectImages, type WithAugmentation } from './dataset.js';
export { encoderBlob, encoderMessage, type Resolved, readEncoder, resolveEncoder } from './encoder.js';
export { imageRequests } from './images.js';
export { Stages, stagesAtZero } from './stages.js';
export { readShard, readViews, streamViews, type ViewSource, type Views } from './views.js';
