import type { Declaration, Parameter, ValuesOf } from '@parallax/errors';

/** How the learning rate goes after its warm-up: all that is known of it stands in one file. */
export interface ScheduleKind<
  Parameters extends Readonly<Record<string, Parameter>> = Readonly<Record<string, Parameter>>,
> extends Declaration {
  readonly parameters: Parameters;
  /**
   * What the optimiser's learning rate is multiplied by, from 0 to 1.
   *
   * @param at a step after the warm-up, counted from 0, of so many; there may be no end to a constant one
   */
  rateAt(at: { step: number; steps: number }, values: ValuesOf<Parameters>): number;
}
