import { ParallaxError } from '@parallax/errors';
import type { Layer } from '@parallax/learning';
import { crossEntropy, gradientNorm, type Optimiser } from '@parallax/learning';
import { argMax, pack, scope, softmax, type Tensor, tensor } from '@parallax/tensors';
import type { Prediction } from './probes/probe.js';

/**
 * One step down the softmax cross-entropy of a batch.
 *
 * @param rows the batch's features, row-major [labels.length, width]
 * @param rate what the learning rate is multiplied by
 * @returns the loss before the step
 * @throws LOSS_NOT_FINITE naming the step, where the loss or the gradients' norm is NaN or infinite
 */
export function learn(layer: Layer, optimiser: Optimiser, rows: Float32Array, labels: Int32Array, rate = 1): number {
  return learnFrom(layer, optimiser, () => tensor(rows, [labels.length, rows.length / labels.length]), labels, rate);
}

/** The same of whatever a layer takes. @param input makes the batch, a row for each label */
export function learnFrom(
  layer: Layer,
  optimiser: Optimiser,
  input: () => Tensor,
  labels: Int32Array,
  rate: number,
): number {
  return scope(() => {
    const { loss, norm, gradients } = scope(() => {
      const { output, backward } = layer.forward(input(), 'training');
      const { loss, gradient } = crossEntropy(output, labels);
      const gradients = backward(gradient).parameters;
      const norm = gradientNorm(gradients);
      return { loss: checked(pack([loss, norm]).data() as Float32Array, optimiser.step + 1), norm, gradients };
    });
    optimiser.apply(gradients, rate, norm);
    return loss;
  });
}

/** The loss. */
function checked([loss, norm]: Float32Array, step: number): number {
  if (Number.isFinite(loss) && Number.isFinite(norm)) return loss as number;
  const what = Number.isFinite(loss) ? `gradients' norm is ${norm}` : `loss is ${loss}`;
  throw new ParallaxError('LOSS_NOT_FINITE', `the probe's ${what} at step ${step}`, {
    metadata: { step: String(step) },
  });
}

/** The class of the largest output for each row, the lowest of equal ones, and the outputs' softmax. */
export function classify(layer: Layer, rows: Float32Array, width: number): Prediction {
  return classifyFrom(layer, () => tensor(rows, [rows.length / width, width]));
}

/** The same of whatever a layer takes. */
export function classifyFrom(layer: Layer, input: () => Tensor): Prediction {
  return scope(() => {
    const { output } = layer.forward(input(), 'evaluation');
    return {
      labels: argMax(output, 1).data() as Int32Array,
      probabilities: softmax(output).data() as Float32Array,
    };
  });
}
