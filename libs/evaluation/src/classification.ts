import { ParallaxError } from '@parallax/errors';
import type { Layer } from '@parallax/learning';
import { crossEntropy, gradientNorm, type Optimiser } from '@parallax/learning';
import { argMax, pack, scope, tensor } from '@parallax/tensors';

/**
 * One step down the softmax cross-entropy of a batch.
 *
 * @param rows the batch's features, row-major [labels.length, width]
 * @returns the loss before the step
 * @throws LOSS_NOT_FINITE naming the step, where the loss or the gradients' norm is NaN or infinite
 */
export function learn(layer: Layer, optimiser: Optimiser, rows: Float32Array, labels: Int32Array): number {
  return scope(() => {
    const { loss, norm, gradients } = scope(() => {
      const { output, backward } = layer.forward(
        tensor(rows, [labels.length, rows.length / labels.length]),
        'training',
      );
      const { loss, gradient } = crossEntropy(output, labels);
      const gradients = backward(gradient).parameters;
      const norm = gradientNorm(gradients);
      return { loss: checked(pack([loss, norm]).data() as Float32Array, optimiser.step + 1), norm, gradients };
    });
    optimiser.apply(gradients, 1, norm);
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

/** The class of the largest output for each row, the lowest of equal ones. */
export function classify(layer: Layer, rows: Float32Array, width: number): Int32Array {
  return scope(
    () =>
      argMax(layer.forward(tensor(rows, [rows.length / width, width]), 'evaluation').output, 1).data() as Int32Array,
  );
}
