import { ParallaxError } from '@parallax/errors';
import { Settings } from '@parallax/settings';
import { type Logger, logger } from './logger.js';
import { startTelemetry } from './sdk.js';

/** What a process is given to work with. */
export interface ProcessContext {
  settings: Settings;
  logger: Logger;
  /** Aborted by the first SIGTERM or SIGINT: end in good order. */
  signal: AbortSignal;
}

/**
 * The frame of a process: telemetry, a logger, signals. The first SIGTERM or SIGINT aborts `signal`, a second ends the
 * process at once. It exits with what `main` returns, or 0, also when that is for a signal, and with 1, logged, when `main` throws.
 *
 * @param name the service's name in telemetry and logs: `parallax-training`, `parallax-training-worker`, …
 */
export async function runProcess(
  name: string,
  main: (context: ProcessContext) => Promise<number | undefined>,
): Promise<never> {
  const stopping = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (stopping.signal.aborted) process.exit(1);
      stopping.abort();
    });
  }
  const settings = new Settings();
  const log = logger(name);
  const telemetry = startTelemetry(name, { metricsAddress: settings.optional('PARALLAX_METRICS_LISTEN') });
  // A promise alone keeps no process up, and `main` may wait for the signal alone.
  const alive = setInterval(() => {}, 2 ** 30);
  let code = 0;
  try {
    const url = await telemetry.listen();
    if (url) log.info({ url }, 'metrics');
    code = (await main({ settings, logger: log, signal: stopping.signal })) ?? 0;
  } catch (thrown) {
    if (!(stopping.signal.aborted && isAbort(thrown))) {
      log.fatal({ err: thrown }, 'ended by an error');
      code = 1;
    }
  }
  await telemetry.stop();
  clearInterval(alive);
  return process.exit(code);
}

/** What waits say when a signal ends them: Node's own, and ours. */
function isAbort(thrown: unknown): boolean {
  if (thrown instanceof ParallaxError) return thrown.reason === 'CANCELLED';
  return thrown instanceof Error && thrown.name === 'AbortError';
}
