export { adaptStateDict } from './adapt.js';
export {
  type Architecture,
  blockName,
  checkImageSize,
  encodedAtOnce,
  featureCount,
  headNames,
  notebook,
  parameterShapes,
} from './architecture.js';
export { encoderMetadata, type Preprocessing, partialMetadata, readEncoderMetadata } from './preprocessing.js';
export {
  type ArchitectureHints,
  checkStateDict,
  fromFilter,
  readArchitecture,
  type StateDict,
  type StateTensor,
  toFilter,
  type Unchecked,
} from './state-dict.js';
