import { ParallaxError } from '@parallax/errors';
import type { Layer } from '@parallax/models';
import { crossEntropy } from '@parallax/objectives';
import { argMax, scope, tensor } from '@parallax/tensors';
import type { Optimiser } from '@parallax/training';

/**
 * One step down the softmax cross-entropy of a batch.
 *
 * @param rows the batch's features, row-major [labels.length, width]
 * @returns the loss before the step
 * @throws LOSS_NOT_FINITE naming the step
 */
export function learn(layer: Layer, optimiser: Optimiser, rows: Float32Array, labels: Int32Array): number {
  return scope(() => {
    const { loss, gradients } = scope(() => {
      const { output, backward } = layer.forward(tensor(rows, [labels.length, rows.length / labels.length]));
      const { loss, gradient } = crossEntropy(output, labels);
      return { loss: loss.data()[0] as number, gradients: backward(gradient).parameters };
    });
    if (!Number.isFinite(loss)) {
      const step = optimiser.step + 1;
      throw new ParallaxError('LOSS_NOT_FINITE', `the probe's loss is ${loss} at step ${step}`, {
        metadata: { step: String(step) },
      });
    }
    optimiser.apply(gradients);
    return loss;
  });
}

/** The class of the largest output for each row, the lowest of equal ones. */
export function classify(layer: Layer, rows: Float32Array, width: number): Int32Array {
  return scope(() => argMax(layer.forward(tensor(rows, [rows.length / width, width])).output, 1).data() as Int32Array);
}
