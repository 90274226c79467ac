import type { ScheduleKind } from './schedule-kind.js';

const parameters = {
  restarts: {
    about: 'how often it begins again from the highest, after as many steps each time',
    default: 0,
    bounds: { atLeast: 0, atMost: 1000 },
    integer: true,
  },
} as const;

/** (1 + cos(π · step / steps)) / 2, of each of the equal parts into which restarts cut the steps. */
export const cosine: ScheduleKind<typeof parameters> = {
  name: 'cosine',
  about: 'Down to 0 along half a cosine, slowly at first and at the end.',
  paper: 'Loshchilov & Hutter 2017, SGDR: stochastic gradient descent with warm restarts',
  parameters,
  rateAt({ step, steps }, { restarts }) {
    const done = step < steps ? (step * (restarts + 1)) % steps : steps;
    return (1 + Math.cos((Math.PI * done) / steps)) / 2;
  },
};
