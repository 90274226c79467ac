import { type AdamScalars, add, applyAdam, multiply, scalar, scope, type Variable } from '@parallax/tensors';
import { learningRate, type OptimiserKind, type Step, weightDecay } from './optimiser-kind.js';

/**
 * The bounds are where float32 ends, so that nothing is accepted which would leave the weights as they were: 1 − β is what a gradient
 * counts in its moment, and at β = 0.99999 float32 has it to 0.3 %. The second moment, (1 − β₂)·g², is 0 below 1e-38, which at that β₂
 * are gradients of 3e-17: there ε alone keeps the step from growing without end, as long as it isn't smaller than they are.
 */
export const moments = {
  beta1: {
    about: 'how much of the mean gradient goes on',
    default: 0.9,
    bounds: { atLeast: 0, atMost: 0.99999 },
  },
  beta2: {
    about: 'how much of the mean squared gradient goes on',
    default: 0.999,
    bounds: { atLeast: 0, atMost: 0.99999 },
  },
  epsilon: {
    about: 'added to the root, outside of it, as in PyTorch',
    default: 1e-8,
    bounds: { atLeast: 1e-16, atMost: 1 },
  },
} as const;

const parameters = {
  learningRate,
  ...moments,
  weightDecay: { ...weightDecay, about: 'added to the gradient, times the weight' },
};

/** Adam as PyTorch computes it: the weight decay is added to the gradient. */
export const adam: OptimiserKind<typeof parameters> = {
  name: 'adam',
  about: 'Steps of like size for all weights, by the mean of each gradient over the root of its mean square.',
  paper: 'Kingma & Ba 2015, Adam: a method for stochastic optimization',
  parameters,
  decaysBiases: true,
  slots: () => ['m', 'v'],
  begin(values, step) {
    const scalars = adamScalars(values, step);
    const factor = scalar(values.weightDecay);
    return (parameter, [m, v], gradient, decay) => {
      const decayed =
        decay && values.weightDecay > 0
          ? add(
              gradient,
              scope(() => multiply(parameter.read(), factor)),
            )
          : gradient;
      applyAdam(parameter, m as Variable, v as Variable, scalars, decayed);
    };
  },
};

/** PyTorch's step lr / (1 − β1ᵗ) · m / (√v / √(1 − β2ᵗ) + ε), both fractions multiplied by √(1 − β2ᵗ). */
export function adamScalars(
  { beta1, beta2, epsilon }: Record<keyof typeof moments, number>,
  { number, learningRate }: Step,
): AdamScalars {
  const correction = Math.sqrt(1 - beta2 ** number);
  return {
    learningRate: scalar((learningRate * correction) / (1 - beta1 ** number)),
    beta1: scalar(beta1),
    beta2: scalar(beta2),
    epsilon: scalar(epsilon * correction),
  };
}
