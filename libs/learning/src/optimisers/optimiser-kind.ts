import type { Declaration, NumberParameter, Parameter, ValuesOf } from '@parallax/errors';
import type { Tensor, Variable } from '@parallax/tensors';

/** One step of an optimiser, of all parameters. */
export interface Step {
  /** Counted from 1. */
  number: number;
  /** As the schedule has it. */
  learningRate: number;
}

/**
 * Changes one parameter in place.
 *
 * @param slots what the optimiser keeps of it, in the order of `slots`
 * @param decay whether the weight decay is for it
 */
type Update = (parameter: Variable, slots: readonly Variable[], gradient: Tensor, decay: boolean) => void;

/** How gradients change parameters: all that is known of it stands in one file. */
export interface OptimiserKind<
  Parameters extends Readonly<Record<string, Parameter>> = Readonly<Record<string, Parameter>>,
> extends Declaration {
  readonly parameters: Parameters & { learningRate: NumberParameter };
  /** Whether biases are decayed too, where a request does not say and there are no norms, as the optimiser of PyTorch does. */
  readonly decaysBiases: boolean;
  /** What it keeps of a parameter, by the ends of these variables' names. */
  slots(parameter: Variable, values: ValuesOf<Parameters>): readonly string[];
  /** What a step does to each parameter; tensors that it makes belong to the caller's scope. */
  begin(values: ValuesOf<Parameters>, step: Step): Update;
}

/**
 * Whether a parameter is a matrix, or a filter, rather than a bias, the gain of a norm, or what is added to the tokens of every image:
 * [1, tokens, width].
 */
export const isMatrix = ({ shape }: Variable): boolean => shape.length === 2 || shape.length === 4;

/** Fresh weights are of 0.01 to 0.3, and there float32's numbers lie 1e-9 to 3e-8 apart. */
export const learningRate: NumberParameter = {
  about: "the schedule's highest",
  default: 1e-3,
  bounds: { atLeast: 1e-9, atMost: 10 },
};

export const weightDecay: NumberParameter = {
  about: 'what weights are shrunk by, times the learning rate',
  default: 0,
  bounds: { atLeast: 0, atMost: 10 },
};

export const momentum: NumberParameter = {
  about: 'how much of the last step goes on',
  default: 0.9,
  bounds: { atLeast: 0, atMost: 0.99999 },
};
