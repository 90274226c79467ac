import { readState } from '@parallax/local';
import { startTelemetry, type Telemetry } from '@parallax/telemetry';
import { type Job, statusOf } from './jobs.js';
import type { Session } from './session.js';

let telemetry: Telemetry | undefined;

const ENDPOINT = 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT';

/**
 * Starts the command's own telemetry, or starts it again: its spans go where the environment says, and where that says
 * nothing, to what a stack that is observed takes them with.
 *
 * @param found the stack's variables. Default: those of `parallax up`
 */
export async function startTracing(found: Record<string, string> = readState()?.env ?? {}): Promise<void> {
  await stopTracing();
  const endpoint = process.env.OTEL_EXPORTER_OTLP_ENDPOINT ? undefined : found[ENDPOINT];
  if (endpoint) process.env[ENDPOINT] ??= endpoint;
  telemetry = startTelemetry('parallax-cli');
}

export async function stopTracing(): Promise<void> {
  await telemetry?.stop();
  telemetry = undefined;
}

/** Says where the trace of an experiment is shown, where that is known. */
export function printTrace(session: Session, job: Job): void {
  const store = session.settings.optional('PARALLAX_TRACES_URL');
  const { traceId } = statusOf(job);
  if (store && traceId) session.print(`trace    ${store.replace(/\/$/, '')}/trace/${traceId}`);
}
