export { type BlobRef, checkKey } from './blob-ref.js';
export { bytesOf, RowStore } from './row-store.js';
export { decodeSafetensors, encodeSafetensors, readMetadata, readTensorInfos } from './safetensors/file.js';
export type { StreamedTensor, Tensor, Tensors } from './safetensors/tensor.js';
export { BlobStore, type CallOptions, type StoredObject } from './store/blob-store.js';
export { decodeBlob, type InspectOptions } from './store/objects.js';
export { streamTensor } from './store/streaming.js';
