export { crossEntropy } from './cross-entropy.js';
export { ntXent } from './nt-xent.js';
export type { ContrastMeasures } from './objective.js';
export { selfSimilarity } from './self-similarity.js';
