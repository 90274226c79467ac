import type { TensorInfo } from './safetensors/tensor.js';

/** An object in the store, and what its bytes must be. The same fields as the API's BlobRef. */
export interface BlobRef {
  bucket: string;
  key: string;
  /** Bytes. */
  size: number;
  /** Of the whole object, in lower-case hexadecimal. */
  sha256: string;
  /** Empty where the object isn't safetensors. */
  tensors: TensorInfo[];
}
