import { type BlobRef, decodeSafetensors, encodeSafetensors, readMetadata, type Tensor } from '@parallax/blobs';
import { featureCount, type Network } from '@parallax/networks';

/** The subject, and the queue name, of those who embed a few images at once. */
export const embedSubject = 'parallax.embed';
export const embedQueue = 'parallax-embedders';

/** What a server asks a worker over NATS. */
export interface EmbedQuery {
  /** Of the encoder. */
  blob: BlobRef;
  /** uint8 [N, size, size, 3], of the size that the encoder takes. */
  pixels: Uint8Array;
}

export function encodeRequest({ blob, pixels }: EmbedQuery): Uint8Array {
  const tensor = { dtype: 'U8' as const, shape: [pixels.length], data: pixels };
  return encodeSafetensors({ pixels: tensor }, { encoder: JSON.stringify(blob) });
}

export function decodeRequest(payload: Uint8Array): EmbedQuery {
  const blob = JSON.parse(readMetadata(payload).encoder as string) as BlobRef;
  return { blob, pixels: decodeSafetensors(payload).pixels?.data as Uint8Array };
}

/** Of a message, kept for what isn't vectors. Bytes. */
const overhead = 4096;

/**
 * How many images one request may have, so that it and its response fit into messages of NATS: 0 where not even one does.
 *
 * @param network an encoder's
 * @param limit of a message, in bytes
 */
export function imagesAtOnce(network: Network, limit: number): number {
  const vectors = 4 * (featureCount(network) + (network.head?.outputs ?? 0));
  return Math.floor((limit - overhead) / Math.max(vectors, network.size ** 2 * 3));
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
