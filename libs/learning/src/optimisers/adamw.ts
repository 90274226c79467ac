import { applyAdam, multiply, scalar, scope, subtractFrom, type Variable } from '@parallax/tensors';
import { adamScalars, moments } from './adam.js';
import { learningRate, type OptimiserKind, weightDecay } from './optimiser-kind.js';

const parameters = { learningRate, ...moments, weightDecay };

/** AdamW as PyTorch computes it: weights shrink by the decay, whatever their gradients. */
export const adamw: OptimiserKind<typeof parameters> = {
  name: 'adamw',
  about: 'Adam with the weight decay apart from the gradient.',
  paper: 'Loshchilov & Hutter 2019, Decoupled weight decay regularization',
  parameters,
  decaysBiases: true,
  slots: () => ['m', 'v'],
  begin(values, step) {
    const scalars = adamScalars(values, step);
    const factor = scalar(step.learningRate * values.weightDecay);
    return (parameter, [m, v], gradient, decay) => {
      if (decay && values.weightDecay > 0) {
        subtractFrom(
          parameter,
          scope(() => multiply(parameter.read(), factor)),
        );
      }
      applyAdam(parameter, m as Variable, v as Variable, scalars, gradient);
    };
  },
};
