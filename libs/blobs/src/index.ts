export { type BlobRef, checkKey } from './blob-ref.js';
export { decodeSafetensors, encodeSafetensors, readMetadata, readTensorInfos } from './safetensors/file.js';
export type { Tensor, Tensors } from './safetensors/tensor.js';
export { BlobStore, type CallOptions, type StoredObject } from './store/blob-store.js';
export { decodeBlob, type InspectOptions } from './store/objects.js';
