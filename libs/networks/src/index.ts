export { adaptStateDict } from './adapt.js';
export { countParameters, describe, patchConvolution, type StateEntry, sizeOfShape } from './describe.js';
export { layersUpTo } from './frozen.js';
export { type Initialisation, initialisations } from './initialisation.js';
export { networks } from './kinds/list.js';
export {
  type Attention,
  backwardReads,
  type Convolution,
  fuse,
  type Layer,
  type MaxPool,
  type Mlp,
  type Passing,
  type PatchEmbedding,
} from './layer.js';
export {
  blockImages,
  checkImageSize,
  describeEncoder,
  encodedAtOnce,
  encoderLayers,
  familyOf,
  featureCount,
  headLayers,
  type Network,
  type NetworkSpec,
  notebook,
  predictorLayers,
  specOf,
  stateEntries,
} from './network.js';
export type { NetworkKind, PyTorchCode } from './network-kind.js';
export {
  centred,
  encoderMetadata,
  type Normalisation,
  type Preprocessing,
  partialMetadata,
  readEncoderMetadata,
} from './preprocessing.js';
export { standardisation, standardisedWeights } from './standardisation.js';
export {
  checkStateDict,
  foldStandardisation,
  fromFilter,
  noteOnSize,
  readNetwork,
  type StateDict,
  type StateTensor,
  toFilter,
  type Unchecked,
} from './state-dict.js';
