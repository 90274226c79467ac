export { Catalogue } from './catalogue.js';
export { collectDatasets } from './collect-datasets.js';
export { ImageCache } from './image-cache.js';
export { checkClasses, checkCount } from './import/checks.js';
export { choose, type Found } from './import/choose.js';
export { openAugmentation } from './service.js';
export { SweepTurns, sweepViews } from './stored-views.js';
