import {
  add,
  applyAdam,
  divide,
  matmul,
  multiply,
  reshape,
  scalar,
  scope,
  sqrt,
  subtract,
  subtractFrom,
  sumOfSquares,
  type Tensor,
  type Variable,
} from '@parallax/tensors';
import { adamScalars, moments } from './adam.js';
import { isMatrix, learningRate, momentum, type OptimiserKind, weightDecay } from './optimiser-kind.js';

const parameters = {
  learningRate,
  momentum: { ...momentum, default: 0.95 },
  nesterov: { about: 'looks ahead by the momentum', default: true },
  weightDecay: { ...weightDecay, default: 0.1 },
  ...moments,
};

/** Of the polynomial a·X + b·X·XᵀX + c·X·(XᵀX)², which draws singular values towards 1 in five rounds. */
const [a, b, c] = [3.4445, -4.775, 2.0315];
const rounds = 5;

/**
 * Muon for matrices and filters, AdamW at the same learning rate for biases and norms. The step of a matrix is 0.2·√(its longer side), so
 * that it is as large as AdamW's (Liu et al. 2025, Muon is scalable for LLM training), as PyTorch's `match_rms_adamw`. Filters count as
 * matrices [output channels, the rest].
 */
export const muon: OptimiserKind<typeof parameters> = {
  name: 'muon',
  about: 'Steps of matrices whose singular values are all alike; the rest by AdamW.',
  paper: 'Jordan et al. 2024, Muon: an optimizer for hidden layers in neural networks',
  parameters,
  decaysBiases: false,
  slots: (parameter) => (isMatrix(parameter) ? ['momentum'] : ['m', 'v']),
  begin(values, step) {
    const scalars = adamScalars(values, step);
    const factor = scalar(step.learningRate * values.weightDecay);
    return (parameter, slots, gradient, decay) => {
      const [first, second] = slots as [Variable, Variable];
      if (decay && values.weightDecay > 0) {
        subtractFrom(
          parameter,
          scope(() => multiply(parameter.read(), factor)),
        );
      }
      if (isMatrix(parameter))
        subtractFrom(
          parameter,
          scope(() => change(first, gradient, values, step.learningRate)),
        );
      else applyAdam(parameter, first, second, scalars, gradient);
    };
  },
};

/** What a matrix is changed by; its mean gradient is carried on. */
function change(
  mean: Variable,
  gradient: Tensor,
  { momentum, nesterov }: { momentum: number; nesterov: boolean },
  learningRate: number,
): Tensor {
  subtractFrom(
    mean,
    scope(() => multiply(subtract(mean.read(), gradient), scalar(1 - momentum))),
  );
  const carried = mean.read();
  const ahead = nesterov ? add(gradient, multiply(subtract(carried, gradient), scalar(momentum))) : carried;
  const matrix = asMatrix(ahead);
  const longer = Math.max(...matrix.shape);
  return reshape(multiply(orthogonalise(matrix), scalar(learningRate * 0.2 * Math.sqrt(longer))), gradient.shape);
}

/** Filters [height, width, in, out] have their outputs last, weights [out, in] first: which side is which doesn't matter here. */
function asMatrix(gradient: Tensor): Tensor {
  const last = gradient.shape.at(-1) as number;
  return gradient.shape.length === 2
    ? gradient
    : reshape(gradient, [gradient.shape.reduce((x, y) => x * y, 1) / last, last]);
}

/** The nearest matrix whose columns, or rows where these are fewer, are orthonormal, about: by Newton and Schulz's iteration. */
function orthogonalise(matrix: Tensor): Tensor {
  const [rows = 0, columns = 0] = matrix.shape;
  const isWide = columns > rows;
  let x = divide(matrix, add(sqrt(sumOfSquares(matrix)), scalar(1e-7)));
  for (let round = 0; round < rounds; round++) {
    x = scope(() => {
      // Of the shorter side.
      const gram = matmul(x, x, isWide ? { transposeB: true } : { transposeA: true });
      const polynomial = add(multiply(gram, scalar(b)), multiply(matmul(gram, gram), scalar(c)));
      return add(multiply(x, scalar(a)), isWide ? matmul(polynomial, x) : matmul(x, polynomial));
    });
  }
  return x;
}
