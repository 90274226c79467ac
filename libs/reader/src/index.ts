export { type Selected, type Selection, selectImages } from './dataset.js';
export { encoderBlob, encoderMessage, readEncoder, resolveEncoder } from './encoder.js';
