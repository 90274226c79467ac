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

/** Turns the signals that ask for an end into `interrupt`. A second one ends the process at once. */
export function heedSignals(): void {
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (exitCode !== undefined) process.exit(exitCode);
      exitCode = 128 + constants.signals[name];
      controller.abort(new ParallaxError('CANCELLED', `interrupted by ${name}`));
    });
  }
}
