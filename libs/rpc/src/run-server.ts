import type { Settings } from '@parallax/settings';
import { type Logger, runProcess } from '@parallax/telemetry';
import { serve } from './server.js';
import type { Implementation, ServiceName } from './services.js';

export interface RunServerOptions<S extends ServiceName> {
  service: S;
  /** In telemetry and logs: `parallax-training`. */
  name: string;
  /** Where PARALLAX_LISTEN does not say otherwise. */
  port: number;
  /** Makes what the service needs, and says how to let go of it once the last call has ended. */
  open(context: ServerContext): Promise<{ implementation: Implementation<S>; close?(): Promise<void> }>;
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
export function runServer<S extends ServiceName>({ service, name, port, open }: RunServerOptions<S>): Promise<never> {
  return runProcess(name, async (context) => {
    const { settings, logger, signal } = context;
    const { implementation, close } = await open(context);
    try {
      const server = await serve({ service, implementation, settings, port, logger });
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
