export { openAugmentation } from './service.js';
export { sweepViews, type ViewsBudget } from './stored-views.js';
export { MAX_VIEWS, MAX_VIEWS_BYTES } from './views-request.js';
