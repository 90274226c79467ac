import { centred, encodedAtOnce, type Normalisation } from '@parallax/networks';
import { scope } from '@parallax/tensors';
import type { Model } from './model.js';
import { normalise } from './pixels.js';

export interface Encoded {
  /** Features before the head, [N, features] row by row. */
  h: Float32Array;
  /** Projections after it, [N, outputs]; of a model without a head, none. */
  z: Float32Array;
}

/**
 * What the model makes of images. It blocks for about a second per thousand images and core: long lists go in pieces.
 *
 * @param pixels uint8 [N, size, size, 3]
 */
export function encode(model: Model, pixels: Uint8Array, normalisation: Normalisation = centred): Encoded {
  const { size } = model.network;
  const bytes = size ** 2 * 3;
  const piece = encodedAtOnce(model.network);
  const parts: Encoded[] = [];
  for (let at = 0; at < pixels.length; at += piece * bytes) {
    parts.push(encodePiece(model, pixels.subarray(at, at + piece * bytes), normalisation));
  }
  return { h: join(parts.map(({ h }) => h)), z: join(parts.map(({ z }) => z)) };
}

function encodePiece(model: Model, pixels: Uint8Array, normalisation: Normalisation): Encoded {
  return scope(() => {
    const { output: h } = model.encoder.forward(normalise(pixels, model.network.size, normalisation), 'evaluation');
    const z = model.head?.forward(h, 'evaluation').output;
    return { h: h.data() as Float32Array, z: (z?.data() ?? new Float32Array(0)) as Float32Array };
  });
}

function join(parts: readonly Float32Array[]): Float32Array {
  const joined = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
