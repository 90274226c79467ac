import type { Attributes } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace';
import { gaugeProducer } from './gauges.js';
import { install, type Telemetry } from './sdk.js';

/** A span that has ended. */
interface RecordedSpan {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId: string | undefined;
  /** Span ids. */
  links: string[];
  attributes: Attributes;
  failed: boolean;
  /** How long it took. */
  seconds: number;
}

/** Telemetry that stays in the process, for tests. */
export interface Recorder extends Pick<Telemetry, 'stop'> {
  /** The spans that have ended so far. */
  spans(): RecordedSpan[];
  /** Each metric's latest data points, by name. */
  metrics(): Promise<Map<string, { attributes: Attributes; value: unknown }[]>>;
}

export function recordTelemetry(serviceName: string): Recorder {
  const spanExporter = new InMemorySpanExporter();
  const metricExporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter: metricExporter, metricProducers: [gaugeProducer] });
  const stop = install(serviceName, [new SimpleSpanProcessor({ exporter: spanExporter })], [reader]);
  return {
    stop,
    spans: () =>
      spanExporter.getFinishedSpans().map((span) => ({
        name: span.name,
        traceId: span.spanContext().traceId,
        spanId: span.spanContext().spanId,
        parentSpanId: span.parentSpanContext?.spanId,
        links: span.links.map((link) => link.context.spanId),
        attributes: span.attributes,
        failed: span.status.code === 2,
        seconds: span.duration[0] + span.duration[1] / 1e9,
      })),
    async metrics() {
      await reader.forceFlush();
      const scopes = metricExporter.getMetrics().at(-1)?.scopeMetrics ?? [];
      return new Map(
        scopes.flatMap((scope) => scope.metrics).map((metric) => [metric.descriptor.name, metric.dataPoints]),
      );
    },
  };
}
