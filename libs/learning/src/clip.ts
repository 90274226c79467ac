import { add, addAll, divide, minimum, multiply, scalar, sqrt, sumOfSquares, type Tensor } from '@parallax/tensors';

/** The norm of all gradients taken together: a scalar. */
export function gradientNorm(gradients: readonly Tensor[]): Tensor {
  return sqrt(addAll(gradients.map(sumOfSquares)));
}

/** Scales gradients whose norm is `norm` so that it is at most `limit`, as `torch.nn.utils.clip_grad_norm_`. */
export function clip(gradients: readonly Tensor[], norm: Tensor, limit: number): Tensor[] {
  const scale = minimum(divide(scalar(limit), add(norm, scalar(1e-6))), scalar(1));
  return gradients.map((gradient) => multiply(gradient, scale));
}
