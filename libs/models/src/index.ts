export { type Architecture, notebook, type StateDict } from '@parallax/architecture';
export { type Encoded, encode } from './encode.js';
export { type Initialisation, initialise } from './initialisation.js';
export type { Backward, Forward, Layer } from './layer.js';
export { Linear } from './linear.js';
export { Model } from './model.js';
export { centred, type Normalisation, normalise } from './pixels.js';
export { rectifier } from './relu.js';
export { Sequence } from './sequence.js';
