import { standardisation } from '@parallax/networks';
import {
  add,
  divide,
  mean,
  multiply,
  reshape,
  scalar,
  sqrt,
  square,
  subtract,
  sum,
  type Tensor,
} from '@parallax/tensors';

/** A filter as a convolution uses it, and the way back from the gradient by that to the one by the filter. */
interface Prepared {
  output: Tensor;
  backward(gradient: Tensor): Tensor;
}

/** Scaled weight standardisation, as `libs/networks/src/standardisation.ts` has it. @param filter [height, width, in, out] */
export function standardiseFilter(filter: Tensor): Prepared {
  const outputs = filter.shape.at(-1) as number;
  const asColumns = (each: Tensor) => reshape(each, [filter.shape.reduce((a, b) => a * b) / outputs, outputs]);
  const gain = scalar(standardisation.gain);
  const columns = asColumns(filter);
  const centred = subtract(columns, mean(columns, [0], true));
  const lengths = sqrt(add(sum(square(centred), [0], true), scalar(standardisation.epsilon)));
  const units = divide(centred, lengths);
  return {
    output: reshape(multiply(units, gain), filter.shape),
    backward: (gradient) => {
      const byUnits = multiply(asColumns(gradient), gain);
      const along = multiply(units, sum(multiply(units, byUnits), [0], true));
      const byCentred = divide(subtract(byUnits, along), lengths);
      return reshape(subtract(byCentred, mean(byCentred, [0], true)), filter.shape);
    },
  };
}

/** A filter that is used as it is. */
export const asItIs = (filter: Tensor): Prepared => ({ output: filter, backward: (gradient) => gradient });
