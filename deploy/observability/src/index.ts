export { generated } from './generated.js';
export { legend, prometheusLabel, prometheusName } from './names.js';
