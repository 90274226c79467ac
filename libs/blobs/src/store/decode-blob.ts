import type { BlobRef } from '../blob-ref.js';
import { decodeSafetensors } from '../safetensors/decode.js';
import type { Tensors } from '../safetensors/tensor.js';
import { inObject } from './inspect.js';

/** The tensors in a blob's bytes, as views of them. @throws BLOB_CORRUPT that names the object */
export function decodeBlob(ref: BlobRef, bytes: Uint8Array): Tensors {
  return inObject(ref, () => decodeSafetensors(bytes));
}
