export { MAX_VIEWS_BYTES } from './checks.js';
export { openAugmentation } from './service.js';
export { sweepViews, type ViewsBudget } from './sweep.js';
export { MAX_VIEWS } from './views-request.js';
