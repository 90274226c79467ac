import { add, applyMomentum, multiply, scalar, scope, subtractFrom, type Variable } from '@parallax/tensors';
import { learningRate, momentum, type OptimiserKind, weightDecay } from './optimiser-kind.js';

const parameters = {
  learningRate: { ...learningRate, default: 0.1 },
  momentum,
  nesterov: { about: 'looks ahead by the momentum', default: false },
  weightDecay: { ...weightDecay, about: 'added to the gradient, times the weight' },
};

/** Stochastic gradient descent as PyTorch computes it: the momentum is of gradients, and the learning rate comes after it. */
export const sgd: OptimiserKind<typeof parameters> = {
  name: 'sgd',
  about: 'Steps down the gradient, or down its running sum.',
  paper: 'Sutskever et al. 2013, On the importance of initialization and momentum in deep learning',
  parameters,
  decaysBiases: true,
  slots: (_, values) => (values.momentum > 0 ? ['momentum'] : []),
  begin({ momentum, nesterov, weightDecay }, step) {
    const [rate, kept, factor] = [scalar(step.learningRate), scalar(momentum), scalar(weightDecay)];
    return (parameter, [sum], gradient, decay) => {
      const decayed =
        decay && weightDecay > 0
          ? add(
              gradient,
              scope(() => multiply(parameter.read(), factor)),
            )
          : gradient;
      if (sum) applyMomentum(parameter, sum as Variable, { learningRate: rate, momentum: kept, nesterov }, decayed);
      else subtractFrom(parameter, multiply(decayed, rate));
    };
  },
};
