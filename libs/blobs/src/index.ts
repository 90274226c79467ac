export type { BlobRef } from './blob-ref.js';
export { decodeSafetensors, readMetadata, readTensorInfos } from './safetensors/decode.js';
export type { Dtype, TensorData } from './safetensors/dtype.js';
export { encodeSafetensors } from './safetensors/encode.js';
export type { Tensor, TensorInfo, Tensors } from './safetensors/tensor.js';
export { BlobStore, type CallOptions, type StoredObject } from './store/blob-store.js';
export { decodeBlob } from './store/decode-blob.js';
