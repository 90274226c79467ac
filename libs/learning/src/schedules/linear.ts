import type { ScheduleKind } from './schedule-kind.js';

export const linear: ScheduleKind<Record<never, never>> = {
  name: 'linear',
  about: 'Down to 0 by the same amount each step.',
  paper: 'Goyal et al. 2017, Accurate, large minibatch SGD, whose warm-up it is turned round',
  parameters: {},
  rateAt: ({ step, steps }) => 1 - step / steps,
};
