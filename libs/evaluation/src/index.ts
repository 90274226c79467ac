export { learn } from './classification.js';
export { type Diagnostics, diagnostics } from './diagnostics.js';
export {
  type FeatureRows,
  type Features,
  featuresIn,
  type Labels,
  MOST_BYTES,
  PART_BYTES,
  rowsIn,
} from './features.js';
export { knn, NEIGHBOURS } from './knn.js';
export { Mlp } from './mlp.js';
export { neighboursMemory } from './nearest.js';
export { pieces, type Watch } from './pieces.js';
export { allProbes, answerName, type ProbeKey, type ProbeValues, probesIn } from './probes/list.js';
export type { Answer, BatchesTask, ImagesTask, LinearClassifier, Probe, RowsTask, Steps } from './probes/probe.js';
export { proportion } from './proportion.js';
export { confusionOf, scores } from './scores.js';
export { acrossSeeds, MOST_SEEDS, type Scored, sumUpSeeds } from './seeds.js';
export { shuffled } from './shuffled.js';
