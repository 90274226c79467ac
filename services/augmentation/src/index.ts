export { MAX_VIEWS, MAX_VIEWS_BYTES } from './augment-request.js';
export { openAugmentation } from './service.js';
export { SweepTurns, sweepViews, type ViewsBudget } from './stored-views.js';
