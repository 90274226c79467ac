import { ParallaxError } from '@parallax/errors';
import { device } from '@parallax/tensors';

/**
 * What convolutions, poolings and the layers of transformers are computed in; parameters, sums and all else are float32, as under PyTorch's autocast.
 * bfloat16 keeps 8 bits of each factor: a step takes half the time on most processors that multiply it, and other bits result.
 */
export type Precision = 'PRECISION_FLOAT32' | 'PRECISION_BFLOAT16';

/** The type of what is computed in a precision. */
export const dtypeOf = (precision: Precision): 'float32' | 'bfloat16' =>
  precision === 'PRECISION_BFLOAT16' ? 'bfloat16' : 'float32';

/** Of which attempt at a job a precision is chosen. */
export interface PrecisionChoice {
  /** What the job asks for. */
  asked: Precision | 'PRECISION_AUTO';
  /** What an attempt before this one has settled. */
  settled?: Precision | undefined;
  /** What `auto` stands for where the device can; default: what it is faster in. */
  preferred?: Precision;
  /** Whether to wait for such a device, rather than to do with float32: other jobs have to come out alike. */
  isShared?: boolean;
}

/**
 * What an attempt computes in. `auto` goes by what the device is and never by measuring, so that it is the same each time:
 *
 * | Device | `auto` |
 * |---|---|
 * | an Intel processor with AMX (`amx_bf16`) | bfloat16 |
 * | another maker's with `avx512_bf16` | bfloat16 |
 * | an NVIDIA GPU of compute capability 8.0 and more | bfloat16 |
 * | any other | float32 |
 *
 * @throws UNAVAILABLE where the device does not multiply bfloat16, which an earlier attempt has begun in: another worker goes on
 */
export function choosePrecision({ asked, settled, preferred, isShared = false }: PrecisionChoice): Precision {
  const { bfloat16, class: name } = device();
  const auto = preferred ?? (bfloat16.isFaster ? 'PRECISION_BFLOAT16' : 'PRECISION_FLOAT32');
  const wanted = settled ?? (asked === 'PRECISION_AUTO' ? auto : asked);
  if (wanted === 'PRECISION_FLOAT32' || bfloat16.isMultiplied) return wanted;
  if (settled) {
    throw new ParallaxError('UNAVAILABLE', `the job was begun in bfloat16, which ${name} does not multiply`);
  }
  if (asked !== 'PRECISION_AUTO') return asked;
  if (!isShared) return 'PRECISION_FLOAT32';
  const message = `shards keep to bfloat16, in which their encoder was trained, and ${name} does not multiply it: ask for float32, or wait for another worker`;
  throw new ParallaxError('UNAVAILABLE', message);
}
