import { type BlobRef, decodeSafetensors, encodeSafetensors, readMetadata } from '@parallax/blobs';
import type { Resolved } from '@parallax/reader';
import { imageSize } from '@parallax/specs';

/** The subject, and the queue name, of those who embed a few images at once. */
export const embedSubject = 'parallax.embed';
export const embedQueue = 'parallax-embedders';

/** What a server asks a worker over NATS. */
export interface Question {
  encoder: Resolved;
  /** uint8 [N, 32, 32, 3]. */
  pixels: Uint8Array;
}

export function encodeQuestion({ encoder, pixels }: Question): Uint8Array {
  const shape = [pixels.length / (imageSize * imageSize * 3), imageSize, imageSize, 3];
  return encodeSafetensors({ pixels: { dtype: 'U8', shape, data: pixels } }, { encoder: JSON.stringify(encoder) });
}

export function decodeQuestion(payload: Uint8Array): Question {
  const encoder = JSON.parse(readMetadata(payload).encoder as string) as { blob: BlobRef } & Resolved;
  return { encoder, pixels: decodeSafetensors(payload).pixels?.data as Uint8Array };
}

/** What comes back: float32 [N, features] and [N, projections]. */
export interface Answer {
  h: Float32Array;
  z: Float32Array;
}

export function encodeAnswer({ h, z }: Answer, images: number): Uint8Array {
  const tensor = (data: Float32Array) => ({ dtype: 'F32' as const, shape: [images, data.length / images], data });
  return encodeSafetensors({ h: tensor(h), z: tensor(z) });
}

export function decodeAnswer(payload: Uint8Array): Answer {
  const { h, z } = decodeSafetensors(payload);
  return { h: h?.data as Float32Array, z: z?.data as Float32Array };
}
