import type { Normalisation } from '@parallax/networks';
import { cast, multiply, subtract, type Tensor, tensor } from '@parallax/tensors';

/**
 * Pixels as the encoder sees them.
 *
 * @param pixels uint8 [N, size, size, 3], row by row
 * @returns float32 of the same shape
 */
export function normalise(pixels: Uint8Array, size: number, { mean, standardDeviation }: Normalisation): Tensor {
  const images = cast(tensor(pixels, [pixels.length / (size * size * 3), size, size, 3]), 'float32');
  const scale = tensor(Float32Array.from(standardDeviation, (deviation) => 1 / (255 * deviation)));
  const shift = tensor(Float32Array.from(mean, (value, channel) => value / (standardDeviation[channel] as number)));
  return subtract(multiply(images, scale), shift);
}
