export { MAX_VIEWS_BYTES } from './augment-request.js';
export { openAugmentation } from './service.js';
export { SweepTurns, sweepViews } from './stored-views.js';
