export { crossEntropy } from './cross-entropy.js';
export { ntXent } from './nt-xent.js';
export type { Contrast, ContrastMeasures, Objective } from './objective.js';
export { selfSimilarity } from './self-similarity.js';
export { type Similarities, similarities } from './similarities.js';
