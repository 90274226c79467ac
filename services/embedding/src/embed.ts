import type { BlobStore } from '@parallax/blobs';
import type { EmbedRequest, EmbedResponseInput } from '@parallax/contract';
import { decodeImage } from '@parallax/data';
import { invalidField } from '@parallax/errors';
import { ask, type NatsConnection } from '@parallax/events';
import type { Jobs } from '@parallax/jobs';
import { resolveEncoder } from '@parallax/reader';
import type { Call } from '@parallax/rpc';
import { checkEncoderRef } from '@parallax/specs';
import { decodeAnswer, embedSubject, encodeQuestion } from './question.js';

const mostImages = 64;

/** Embeds a few images at once. They are decoded here, so that NATS carries pixels and vectors only. */
export function embed(nats: NatsConnection, jobs: Jobs, store: BlobStore) {
  return async ({ encoder: ref, images }: EmbedRequest, { signal }: Call): Promise<EmbedResponseInput> => {
    checkEncoderRef('encoder', ref);
    if (images.length === 0 || images.length > mostImages) {
      throw invalidField('images', `${images.length} images`, `must be 1 to ${mostImages} of them`);
    }
    const encoder = await resolveEncoder(ref, (id) => jobs.get(id), store, signal);
    const decoded = await Promise.all(images.map((image, index) => decodeImage(image, `images[${index}]`)));
    const question = encodeQuestion({ encoder, pixels: Buffer.concat(decoded) });
    const { h, z } = decodeAnswer(await ask(nats, embedSubject, question, signal));
    return {
      embeddings: images.map((_, row) => ({ h: rowOf(h, row, images.length), z: rowOf(z, row, images.length) })),
    };
  };
}

function rowOf(values: Float32Array, row: number, rows: number): number[] {
  const width = values.length / rows;
  return [...values.subarray(row * width, (row + 1) * width)];
}
