import { headNames } from '@parallax/architecture';
import { type BlobRef, decodeSafetensors, encodeSafetensors, readMetadata, type Tensor } from '@parallax/blobs';
import type { Resolved } from '@parallax/reader';
import { imageSize } from '@parallax/specs';

/** The subject, and the queue name, of those who embed a few images at once. */
export const embedSubject = 'parallax.embed';
export const embedQueue = 'parallax-embedders';

/** What a server asks a worker over NATS. */
export interface EmbedQuery {
  encoder: Resolved;
  /** uint8 [N, 32, 32, 3]. */
  pixels: Uint8Array;
}

export function encodeRequest({ encoder, pixels }: EmbedQuery): Uint8Array {
  const shape = [pixels.length / (imageSize * imageSize * 3), imageSize, imageSize, 3];
  return encodeSafetensors({ pixels: { dtype: 'U8', shape, data: pixels } }, { encoder: JSON.stringify(encoder) });
}

export function decodeRequest(payload: Uint8Array): EmbedQuery {
  const encoder = JSON.parse(readMetadata(payload).encoder as string) as { blob: BlobRef } & Resolved;
  return { encoder, pixels: decodeSafetensors(payload).pixels?.data as Uint8Array };
}

/** Of a message, kept for what isn't vectors. Bytes. */
const overhead = 4096;

/**
 * How many images one request may have, so that the response fits into a message of NATS: 0 where not even one does.
 *
 * @param blob an encoder's
 * @param limit of a message, in bytes
 */
export function imagesAtOnce({ tensors }: BlobRef, limit: number): number {
  const sizes = (name: string) => tensors.find((tensor) => tensor.name === `${name}.weight`)?.shape ?? [];
  const [features = 0, projections = 0] = [sizes(headNames[0])[1], sizes(headNames[1])[0]];
  return Math.floor((limit - overhead) / (4 * (features + projections)));
}

/** float32 [N, features] and [N, projections]. */
export function encodeResponse({ h, z }: { h: Float32Array; z: Float32Array }, images: number): Uint8Array {
  const tensor = (data: Float32Array) => ({ dtype: 'F32' as const, shape: [images, data.length / images], data });
  return encodeSafetensors({ h: tensor(h), z: tensor(z) });
}

/** What came back, image by image. */
export function decodeResponse(payload: Uint8Array): { h: number[]; z: number[] }[] {
  const { h, z } = decodeSafetensors(payload) as Record<'h' | 'z', Tensor<'F32'>>;
  return Array.from({ length: h.shape[0] as number }, (_, row) => ({ h: rowOf(h, row), z: rowOf(z, row) }));
}

function rowOf({ data, shape }: Tensor<'F32'>, row: number): number[] {
  const width = shape[1] as number;
  return [...data.subarray(row * width, (row + 1) * width)];
}
