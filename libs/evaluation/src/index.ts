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
export { knn } from './knn.js';
export { linearProbe } from './linear-probe.js';
export { Mlp } from './mlp.js';
export { type MlpProbeOptions, mlpProbe } from './mlp-probe.js';
export { pieces, type Watch } from './pieces.js';
export { proportion } from './proportion.js';
export { scores } from './scores.js';
export { shuffled } from './shuffled.js';
