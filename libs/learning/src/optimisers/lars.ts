import {
  add,
  applyMomentum,
  cast,
  divide,
  equal,
  multiply,
  scalar,
  scope,
  sqrt,
  subtract,
  sumOfSquares,
  type Tensor,
  type Variable,
} from '@parallax/tensors';
import { isMatrix, learningRate, momentum, type OptimiserKind, weightDecay } from './optimiser-kind.js';

const parameters = {
  learningRate: {
    ...learningRate,
    default: 0.3,
    about: "the schedule's highest; the papers' grows with the batch: 0.3 · images / 256",
  },
  momentum,
  weightDecay: { ...weightDecay, default: 1e-6, about: 'added to the gradient, times the weight' },
  trustCoefficient: {
    about: 'the size of a step, of that of the weights',
    default: 1e-3,
    bounds: { atLeast: 1e-6, atMost: 1 },
  },
};

/**
 * Layer-wise adaptive rate scaling, algorithm 1 of the paper: v ← m·v + γ·λ·(g + β·w), w ← w − v, with λ = η·‖w‖ / (‖g‖ + β·‖w‖).
 * Biases and the gains of norms are neither scaled nor decayed, as in SimCLR.
 */
export const lars: OptimiserKind<typeof parameters> = {
  name: 'lars',
  about: 'Stochastic gradient descent whose step is a share of the weights of each layer, for large batches.',
  paper: 'You, Gitman & Ginsburg 2017, Large batch training of convolutional networks',
  parameters,
  decaysBiases: false,
  slots: () => ['momentum'],
  begin({ momentum, trustCoefficient, weightDecay }, step) {
    const scalars = { learningRate: scalar(1), momentum: scalar(momentum), nesterov: false };
    const [rate, factor, trust] = [scalar(step.learningRate), scalar(weightDecay), scalar(trustCoefficient)];
    const scaled = (weights: Tensor, gradient: Tensor, decayed: Tensor) => {
      const norm = sqrt(sumOfSquares(weights));
      const length = sqrt(sumOfSquares(gradient));
      // Where weights or gradients are all 0, or so small that their squares are, the step is not scaled.
      const isNone = cast(equal(multiply(norm, length), scalar(0)), 'float32');
      const below = add(add(length, multiply(norm, factor)), isNone);
      const ratio = multiply(trust, divide(norm, below));
      return multiply(decayed, add(multiply(ratio, subtract(scalar(1), isNone)), isNone));
    };
    return (parameter, [velocity], gradient, decay) => {
      const change = scope(() => {
        const weights = parameter.read();
        const decayed = decay ? add(gradient, multiply(weights, factor)) : gradient;
        return multiply(isMatrix(parameter) ? scaled(weights, gradient, decayed) : decayed, rate);
      });
      applyMomentum(parameter, velocity as Variable, scalars, change);
    };
  },
};
