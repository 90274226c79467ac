import type { Settings } from '@parallax/settings';
import { type Logger, runProcess } from '@parallax/telemetry';
import { serve } from './server.js';
import type { Implementations } from './services.js';

export interface RunServerOptions {
  /** In telemetry and logs: `parallax-training`. */
  name: string;
  /** Where PARALLAX_LISTEN does not say otherwise. */
  port: number;
  /** Makes what the services need, and says how to let go of it once the last call has ended. */
  open(context: ServerContext): Promise<{ services: Implementations; close?(): Promise<void> }>;
}

export interface ServerContext {
  settings: Settings;
  logger: Logger;
  /** Aborted as soon as the process is told to stop, while calls may still be under way. */
  signal: AbortSignal;
}

/**
 * A server process's whole main: opens, serves, and on SIGTERM or SIGINT reports NOT_SERVING, drains, closes, and exits.
 * A second signal ends it at once.
 */
export function runServer({ name, port, open }: RunServerOptions): Promise<never> {
  return runProcess(name, async (context) => {
    const { settings, logger, signal } = context;
    const { services, close } = await open(context);
    try {
      const server = await serve({ services, settings, port, logger });
      logger.info({ address: server.address, port: server.port }, 'serving');
      await aborted(signal);
      logger.info('stopping');
      await server.stop();
    } finally {
      await close?.();
    }
  });
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
