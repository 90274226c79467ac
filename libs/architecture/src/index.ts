export {
  type Architecture,
  blockName,
  featureCount,
  headNames,
  notebook,
  parameterShapes,
} from './architecture.js';
export {
  checkStateDict,
  fromFilter,
  readArchitecture,
  type StateDict,
  type StateTensor,
  toFilter,
  type Unchecked,
} from './state-dict.js';
