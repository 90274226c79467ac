import { add, addAll, divide, minimum, multiply, scalar, sqrt, sumOfSquares, type Tensor } from '@parallax/tensors';

/** Scales gradients so that their norm, all taken together, is at most `norm`, as `torch.nn.utils.clip_grad_norm_`. */
export function clip(gradients: readonly Tensor[], norm: number): Tensor[] {
  const total = sqrt(addAll(gradients.map(sumOfSquares)));
  const scale = minimum(divide(scalar(norm), add(total, scalar(1e-6))), scalar(1));
  return gradients.map((gradient) => multiply(gradient, scale));
}
