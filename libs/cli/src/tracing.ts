import { readState } from '@parallax/local';
import { startTelemetry, type Telemetry } from '@parallax/telemetry';

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

/** The page that shows a trace, where it is known who keeps traces. */
export function pageOfTrace(tracesUrl: string | undefined, traceId: string | undefined): string | undefined {
  return tracesUrl && traceId ? `${tracesUrl.replace(/\/$/, '')}/trace/${traceId}` : undefined;
}
