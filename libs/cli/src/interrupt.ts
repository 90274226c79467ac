import { constants } from 'node:os';
import { ParallaxError } from '@parallax/errors';

const controller = new AbortController();
let exitCode: number | undefined;

/** Aborted when a signal asks this process to end. */
export const interrupt: AbortSignal = controller.signal;

/** 128 + the number of the signal that asked, as shells have it. */
export function interruptedExitCode(): number | undefined {
  return exitCode;
}

/** npm passes on the Ctrl-C that the terminal sends to all of the group: within so many milliseconds, two are one. */
const ECHO = 500;

/** Turns the signals that ask for an end into `interrupt`. A second one ends the process at once. */
export function heedSignals(): void {
  let first = Number.POSITIVE_INFINITY;
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (performance.now() - first > ECHO) process.exit(exitCode);
      if (exitCode !== undefined) return;
      first = performance.now();
      exitCode = 128 + constants.signals[name];
      controller.abort(new ParallaxError('CANCELLED', `interrupted by ${name}`));
    });
  }
}
