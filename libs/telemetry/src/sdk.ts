import { randomUUID } from 'node:crypto';
import { context, metrics, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import {
  defaultResource,
  detectResources,
  envDetector,
  type Resource,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import { type IMetricReader, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, type SpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { ATTR_SERVICE_INSTANCE_ID, ATTR_SERVICE_NAME, ATTR_SERVICE_NAMESPACE } from './semconv.js';

export interface Telemetry {
  /** Sends what is left, within seconds, and ends. Never throws; spans that are made later go nowhere. */
  stop(): Promise<void>;
}

/** How long a collector that doesn't answer may hold up the end of a process. */
const STOP_MS = 3_000;

/**
 * Starts OpenTelemetry in this process. Spans always have ids, which the logs carry; they and the metrics go out over
 * OTLP (HTTP, protobuf) where an endpoint is configured by the standard variables: OTEL_EXPORTER_OTLP_ENDPOINT, or
 * OTEL_EXPORTER_OTLP_TRACES_ENDPOINT and OTEL_EXPORTER_OTLP_METRICS_ENDPOINT, with their headers, timeouts and the like.
 * OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES win over what is said here; OTEL_SDK_DISABLED=true turns it all off.
 *
 * @param serviceName `parallax-training`, `parallax-training-worker`, …
 */
export function startTelemetry(serviceName: string): Telemetry {
  if (process.env.OTEL_SDK_DISABLED === 'true') return { stop: async () => {} };
  const exports = (signal: string) =>
    Boolean(process.env.OTEL_EXPORTER_OTLP_ENDPOINT || process.env[`OTEL_EXPORTER_OTLP_${signal}_ENDPOINT`]);
  return install(
    serviceName,
    exports('TRACES') ? [new BatchSpanProcessor({ exporter: new OTLPTraceExporter() })] : [],
    exports('METRICS') ? [new PeriodicExportingMetricReader({ exporter: new OTLPMetricExporter() })] : [],
  );
}

/** Makes the providers and sets them as the API's own, until the end. */
export function install(serviceName: string, spanProcessors: SpanProcessor[], readers: IMetricReader[]): Telemetry {
  const resource = resourceOf(serviceName);
  const tracers = new TracerProvider({ resource, spanProcessors });
  const meters = new MeterProvider({ resource, readers });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(tracers);
  metrics.setGlobalMeterProvider(meters);

  const stop = async () => {
    trace.disable();
    metrics.disable();
    context.disable();
    const late = new Promise((resolve) => setTimeout(resolve, STOP_MS).unref());
    await Promise.race([Promise.allSettled([tracers.shutdown(), meters.shutdown()]), late]);
  };
  let stopped: Promise<void> | undefined;
  return {
    stop() {
      stopped ??= stop();
      return stopped;
    },
  };
}

function resourceOf(serviceName: string): Resource {
  const own = {
    [ATTR_SERVICE_NAME]: serviceName,
    [ATTR_SERVICE_NAMESPACE]: 'parallax',
    [ATTR_SERVICE_INSTANCE_ID]: randomUUID(),
  };
  return defaultResource()
    .merge(resourceFromAttributes(own))
    .merge(detectResources({ detectors: [envDetector] }));
}
