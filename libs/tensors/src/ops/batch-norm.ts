import { executeAll, flag, real, text } from '../execute.js';
import { type Tensor, tensor } from '../tensor.js';

/** PyTorch's default, added to variances. */
const epsilon = 1e-5;

const attributesOf = (isTraining: boolean) => [
  real('epsilon', epsilon),
  flag('is_training', isTraining),
  text('data_format', 'NHWC'),
];

/** What a batch norm makes of a batch. */
export interface Normalised {
  /** Of the input's shape and type. */
  output: Tensor;
  /** Of each channel, float32; the variance is the unbiased one. */
  mean: Tensor;
  variance: Tensor;
  gradient(gradient: Tensor): { input: Tensor; gain: Tensor; shift: Tensor };
}

/** Normalises each channel of [N, H, W, C] by the batch's own mean and variance: (x − mean) / √(variance + 1e-5) · gain + shift. */
export function batchNorm(input: Tensor, gain: Tensor, shift: Tensor): Normalised {
  const none = tensor(new Float32Array(0));
  const attributes = attributesOf(true);
  const made = executeAll('FusedBatchNormV3', [input, gain, shift, none, none], attributes, 6);
  const [output, mean, variance, ...reserved] = made as [Tensor, Tensor, Tensor, Tensor, Tensor, Tensor];
  return {
    output,
    mean,
    variance,
    gradient(gradient) {
      const found = executeAll('FusedBatchNormGradV3', [gradient, input, gain, ...reserved], attributes, 5);
      const [byInput, byGain, byShift] = found as [Tensor, Tensor, Tensor];
      return { input: byInput, gain: byGain, shift: byShift };
    },
  };
}

/** The same by a mean and a variance that are given. */
export function normaliseBy(
  input: Tensor,
  { gain, shift, mean, variance }: Record<'gain' | 'shift' | 'mean' | 'variance', Tensor>,
): Tensor {
  return executeAll('FusedBatchNormV3', [input, gain, shift, mean, variance], attributesOf(false), 6)[0] as Tensor;
}
