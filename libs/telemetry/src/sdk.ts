import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { context, metrics, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  defaultResource,
  detectResources,
  envDetector,
  type Resource,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import {
  type IMetricReader,
  MeterProvider,
  PeriodicExportingMetricReader,
  type PushMetricExporter,
} from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, type SpanExporter, type SpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { invalidField } from '@parallax/errors';
import { gaugeProducer } from './gauges.js';
import { handOver, type Measures } from './handed-over.js';
import { measureHere } from './instruments.js';
import { prometheusEndpoint } from './prometheus.js';
import { startSampling } from './samples.js';
import { ATTR_SERVICE_INSTANCE_ID, ATTR_SERVICE_NAME, ATTR_SERVICE_NAMESPACE } from './semconv.js';

export interface TelemetryOptions {
  /** `host:port` where Prometheus reads the metrics once `listen` has been called; default nowhere. */
  metricsAddress?: string | undefined;
  /** Takes the measures, which then don't become metrics of this process. */
  onMeasures?: (measures: Measures[]) => Promise<void>;
}

export interface Telemetry {
  /** Opens the endpoint for Prometheus where there is to be one, and returns its URL. @throws UNAVAILABLE */
  listen(): Promise<string | undefined>;
  /** Sends what is left, within seconds, and ends. Never throws; what comes later goes nowhere. */
  stop(): Promise<void>;
}

/** How long a collector that doesn't answer may hold up the end of a process. */
const STOP_MS = 3_000;

const off: Telemetry = { listen: async () => undefined, stop: async () => {} };

/**
 * Starts OpenTelemetry in this process. Spans always have ids, which the logs carry; they and the metrics go out over
 * OTLP (HTTP, protobuf) where an endpoint is configured by the standard variables: OTEL_EXPORTER_OTLP_ENDPOINT, or
 * OTEL_EXPORTER_OTLP_TRACES_ENDPOINT and OTEL_EXPORTER_OTLP_METRICS_ENDPOINT, with their headers, timeouts and the like.
 * OTEL_METRIC_EXPORT_INTERVAL says how often metrics go out, in milliseconds (default: 60,000). Where nobody is to read
 * metrics, nothing is measured. OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES win over what is said here;
 * OTEL_SDK_DISABLED=true turns it all off.
 *
 * @param serviceName `parallax-training`, `parallax-training-worker`, …
 * @throws INVALID_FIELD where `metricsAddress`, or an endpoint, is none
 */
export function startTelemetry(serviceName: string, { metricsAddress, onMeasures }: TelemetryOptions = {}): Telemetry {
  if (process.env.OTEL_SDK_DISABLED === 'true') return off;
  const spans = exported('TRACES') ? [new BatchSpanProcessor({ exporter: traceExporter() })] : [];
  const readers: IMetricReader[] = [];
  const metricProducers = [gaugeProducer];
  if (exported('METRICS') && !onMeasures) {
    const exporter = metricExporter();
    readers.push(new PeriodicExportingMetricReader({ exporter, metricProducers, ...exportTimes() }));
  }
  const endpoint = metricsAddress === undefined ? undefined : prometheusEndpoint(metricsAddress, metricProducers);
  if (endpoint) readers.push(endpoint.reader);
  return { listen: async () => endpoint?.listen(), stop: install(serviceName, spans, readers, onMeasures) };
}

const require = createRequire(import.meta.url);

/** Exporters are loaded where they are needed: a process that exports nothing starts sooner without them. */
function traceExporter(): SpanExporter {
  const { OTLPTraceExporter } = require('@opentelemetry/exporter-trace-otlp-proto');
  return new OTLPTraceExporter();
}

function metricExporter(): PushMetricExporter {
  const { OTLPMetricExporter } = require('@opentelemetry/exporter-metrics-otlp-proto');
  return new OTLPMetricExporter();
}

/** @throws INVALID_FIELD where an endpoint is no URL */
function exported(signal: 'TRACES' | 'METRICS'): boolean {
  const names = ['OTEL_EXPORTER_OTLP_ENDPOINT', `OTEL_EXPORTER_OTLP_${signal}_ENDPOINT`];
  for (const name of names) {
    const value = process.env[name];
    if (!value || (URL.canParse(value) && /^https?:$/.test(new URL(value).protocol))) continue;
    // What stands before an @ may be a password.
    throw invalidField(name, value.replace(/^.*@/, '…@'), 'must be an http or https URL');
  }
  return names.some((name) => process.env[name]);
}

/** One export must not outlast the time to the next. */
function exportTimes(): { exportIntervalMillis?: number; exportTimeoutMillis?: number } {
  const interval = Number(process.env.OTEL_METRIC_EXPORT_INTERVAL);
  return interval > 0 ? { exportIntervalMillis: interval, exportTimeoutMillis: Math.min(interval, 30_000) } : {};
}

/** Makes the providers, sets them as the API's own, and measures, until the function that it returns is called. */
export function install(
  serviceName: string,
  spanProcessors: SpanProcessor[],
  readers: IMetricReader[],
  onMeasures?: TelemetryOptions['onMeasures'],
): Telemetry['stop'] {
  const resource = resourceOf(serviceName);
  const tracers = new TracerProvider({ resource, spanProcessors });
  const meters = new MeterProvider({ resource, readers });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(tracers);
  metrics.setGlobalMeterProvider(meters);
  const stopMeasuring = startMeasuring(readers, onMeasures);
  const stopSampling = startSampling(onMeasures ? 'computation' : 'main');

  const stop = async () => {
    stopSampling();
    trace.disable();
    metrics.disable();
    context.disable();
    const late = new Promise((resolve) => setTimeout(resolve, STOP_MS).unref());
    await Promise.race([Promise.allSettled([tracers.shutdown(), meters.shutdown()]), late]);
    await stopMeasuring();
  };
  let stopped: Promise<void> | undefined;
  return () => {
    stopped ??= stop();
    return stopped;
  };
}

function startMeasuring(
  readers: readonly IMetricReader[],
  onMeasures: TelemetryOptions['onMeasures'],
): () => Promise<void> | void {
  if (onMeasures) return handOver(onMeasures);
  return readers.length > 0 ? measureHere() : () => {};
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
