import { goProgram } from './go.js';
import type { Part } from './part.js';

/** The message server, with JetStream. `PARALLAX_NATS_SERVER` names one to use instead. */
export const natsServer: Part = {
  ...goProgram({
    name: 'nats-server',
    program: 'nats-server',
    package: 'github.com/nats-io/nats-server/v2',
    usualSeconds: 40,
  }),
  variable: 'PARALLAX_NATS_SERVER',
};
