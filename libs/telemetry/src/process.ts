import { ParallaxError } from '@parallax/errors';
import { isSettingError, SETTING_EXIT_CODE, Settings } from '@parallax/settings';
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
 * The frame of a process: settings, telemetry, a logger, signals. The first SIGTERM or SIGINT aborts `signal`, a second
 * ends the process at once. It exits with what `main` returns, or 0, also when that is for a signal. What `main` throws,
 * and what is thrown where nobody catches it, ends the process with one fatal line: with 64 where a setting is bad, which
 * is checked before `main` runs, and otherwise with 1.
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
  const { settings, log } = readSettings(name);
  const isGoodEnd = (thrown: unknown) => stopping.signal.aborted && isAbort(thrown);
  process.on('uncaughtException', (thrown) => {
    if (!isGoodEnd(thrown)) process.exit(die(log, thrown));
  });
  // A promise alone keeps no process up, and `main` may wait for the signal alone.
  const alive = setInterval(() => {}, 2 ** 30);
  let stopTelemetry: (() => Promise<void>) | undefined;
  let code = 0;
  try {
    const telemetry = startTelemetry(name, { metricsAddress: settings.optional('PARALLAX_METRICS_LISTEN') });
    stopTelemetry = telemetry.stop;
    const url = await telemetry.listen();
    if (url) log.info({ url }, 'metrics');
    code = (await main({ settings, logger: log, signal: stopping.signal })) ?? 0;
  } catch (thrown) {
    if (!isGoodEnd(thrown)) code = die(log, thrown);
  }
  await stopTelemetry?.();
  clearInterval(alive);
  return process.exit(code);
}

/** Checks all settings at once; where one is bad, ends the process. */
function readSettings(name: string): { settings: Settings; log: Logger } {
  const settings = new Settings();
  try {
    settings.check();
    return { settings, log: logger(name, settings) };
  } catch (thrown) {
    // The log level may be what is bad.
    return process.exit(die(logger(name, new Settings({})), thrown));
  }
}

/** Logs what ends the process, and returns its exit code. */
function die(log: Logger, thrown: unknown): number {
  if (isSettingError(thrown)) {
    // Where in the code it was found is no matter to who has set it.
    log.fatal({ reason: thrown.reason, metadata: thrown.metadata }, thrown.message);
    return SETTING_EXIT_CODE;
  }
  log.fatal({ err: isOutOfMemory(thrown) ? outOfMemory(thrown) : thrown }, 'ended by an error');
  return 1;
}

/** Of what can be caught: where V8's own heap is full, it ends the process by itself. */
function isOutOfMemory(thrown: unknown): thrown is Error {
  if (!(thrown instanceof Error)) return false;
  const { code = '' } = thrown as NodeJS.ErrnoException;
  const codes = ['ERR_WORKER_OUT_OF_MEMORY', 'ERR_MEMORY_ALLOCATION_FAILED', 'ENOMEM'];
  return codes.includes(code) || /^Array buffer allocation failed/.test(thrown.message);
}

function outOfMemory(cause: Error): ParallaxError {
  return new ParallaxError('OUT_OF_MEMORY', `the process has too little memory: ${cause.message}`, { cause });
}

/** What waits say when a signal ends them: Node's own, and ours. */
function isAbort(thrown: unknown): boolean {
  if (thrown instanceof ParallaxError) return thrown.reason === 'CANCELLED';
  return thrown instanceof Error && thrown.name === 'AbortError';
}
