import { engine } from '../engine.js';
import type { Tensor } from '../tensor.js';
import { sameSize, type Windows } from './convolution.js';
import { reshape, transpose } from './shape.js';

/**
 * Images so wide, in pixels, are left as they are: of 2 × 2 side by side with 512 channels, oneDNN's gradient by the filter is whatever was in memory, in
 * bfloat16 on processors that multiply it without AMX.
 */
const tooNarrow = 2;

/** How convolution and pooling find images in memory. */
export interface Layout {
  /** From [N, H, W, C]. */
  arrange(images: Tensor): Tensor;
  /** Back to [N, H, W, C]. */
  restore(images: Tensor): Tensor;
}

const asTheyAre: Layout = { arrange: (images) => images, restore: (images) => images };

/**
 * [N/n, H, W, n, C], n the largest divisor of N up to a number. Images 4 × 4 leave oneDNN's convolutions little work a row,
 * and they run at half the speed that they have on 16 × 16. Side by side, a row holds one place of n images, and padding
 * costs nothing: forward and input gradient take 34 ms in place of 77, the filter's gradient 49 in place of 64 (256
 * images, 256 → 512 channels, one core).
 */
function sideBySide(count: number, most: number): Layout {
  let row = most;
  while (count % row !== 0) row--;
  return {
    arrange(images) {
      const [, height, width, channels] = images.shape as [number, number, number, number];
      return transpose(reshape(images, [count / row, row, height, width, channels]), [0, 2, 3, 1, 4]);
    },
    restore(images) {
      const [, height, width, , channels] = images.shape as [number, number, number, number, number];
      return reshape(transpose(images, [0, 3, 1, 2, 4]), [-1, height, width, channels]);
    },
  };
}

/**
 * The layout in which images are convolved fastest: measured, forward and backward together. In bfloat16, where there is less work
 * a place, it is another one for more sizes and more images a row.
 *
 * @param windows of a convolution with filters of `kernel` × `kernel`
 */
export function fastestLayout(images: Tensor, kernel = 3, windows: Windows = sameSize): Layout {
  const [count, , width] = images.shape as [number, number, number];
  const [narrow, most] = images.dtype === 'bfloat16' ? [8, 32] : [4, 16];
  const isPadded = kernel === 3 && windows.padding === 1;
  const isNarrow = width > tooNarrow && Math.ceil(width / windows.stride) <= narrow;
  return isPadded && isNarrow && engine().device.kind === 'cpu' ? sideBySide(count, most) : asTheyAre;
}
