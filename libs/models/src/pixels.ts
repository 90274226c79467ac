import { cast, multiply, subtract, type Tensor, tensor } from '@parallax/tensors';

/** What a recipe asks its reader to do to pixels in [0, 1]: (x − mean) / std, for each of the three channels. */
export interface Normalisation {
  mean: readonly number[];
  std: readonly number[];
}

/** The notebook's: [0, 1] → [−1, 1]. */
export const centred: Normalisation = { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] };

/**
 * Pixels as the encoder sees them.
 *
 * @param pixels uint8 [N, size, size, 3], row by row
 * @returns float32 of the same shape
 */
export function normalise(pixels: Uint8Array, size: number, { mean, std }: Normalisation): Tensor {
  const images = cast(tensor(pixels, [pixels.length / (size * size * 3), size, size, 3]), 'float32');
  const scale = tensor(Float32Array.from(std, (deviation) => 1 / (255 * deviation)));
  const shift = tensor(Float32Array.from(mean, (value, channel) => value / (std[channel] as number)));
  return subtract(multiply(images, scale), shift);
}
