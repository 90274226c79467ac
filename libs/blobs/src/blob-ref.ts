import { invalidField } from '@parallax/errors';
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

/** Bytes of a key in UTF-8, as S3 has it. */
const longestKey = 1024;

/** Bytes of what stands between two slashes: a store that keeps objects as files can't take more. */
const longestSegment = 255;

/** @throws INVALID_FIELD where no object could have that key, or not every store could take it */
export function checkKey(field: string, key: string): void {
  const fits = Buffer.byteLength(key) <= longestKey && !/[\p{Cc}\p{Cs}]/u.test(key);
  if (fits && key.split('/').every(isSegment)) return;
  const must = `must be the key of an object: at most ${longestKey} bytes of UTF-8 without control characters, in segments of 1 to ${longestSegment} bytes between slashes, none of them . or ..`;
  throw invalidField(field, key, must);
}

function isSegment(segment: string): boolean {
  return !['', '.', '..'].includes(segment) && Buffer.byteLength(segment) <= longestSegment;
}
