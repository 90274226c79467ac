import { type Attributes, type HrTime, ValueType } from '@opentelemetry/api';
import { hrTime } from '@opentelemetry/core';
import { emptyResource } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  type CollectionResult,
  type DataPoint,
  DataPointType,
  type GaugeMetricData,
  type MetricProducer,
} from '@opentelemetry/sdk-metrics';
import type { Metric } from './catalogue.js';

interface Value {
  metric: Metric;
  attributes: Attributes;
  value: number;
  time: HrTime;
}

const current = new Set<Gauges>();

/**
 * Gauges that end together: a job's, a process's. The SDK's own go on for as long as the process does, and a worker's
 * would grow by every job that it has had.
 */
export class Gauges {
  readonly #values = new Map<string, Value>();

  constructor() {
    current.add(this);
  }

  set(metric: Metric, value: number, attributes: Attributes = {}): void {
    this.#values.set(key(metric, attributes), { metric, attributes, value, time: hrTime() });
  }

  /** Nothing is known any more of what the gauges say. */
  clear(): void {
    this.#values.clear();
  }

  end(): void {
    current.delete(this);
  }

  values(): Iterable<Value> {
    return this.#values.values();
  }
}

function key({ name }: Metric, attributes: Attributes): string {
  return `${name} ${JSON.stringify(Object.entries(attributes).sort())}`;
}

/** Hands the gauges to the SDK's readers, beside its own metrics. */
export const gaugeProducer: MetricProducer = {
  async collect(): Promise<CollectionResult> {
    const scopeMetrics = [{ scope: { name: 'parallax' }, metrics: collected() }];
    return { resourceMetrics: { resource: emptyResource(), scopeMetrics }, errors: [] };
  },
};

function collected(): GaugeMetricData[] {
  const points = new Map<Metric, Map<string, DataPoint<number>>>();
  for (const gauges of current) {
    for (const { metric, attributes, value, time } of gauges.values()) {
      const own = points.get(metric) ?? new Map();
      // Two attempts at a job that follow each other: the later one counts.
      own.set(key(metric, attributes), { attributes, value, startTime: time, endTime: time });
      points.set(metric, own);
    }
  }
  return [...points].map(([metric, own]) => ({
    descriptor: { name: metric.name, description: metric.about, unit: metric.unit, valueType: ValueType.DOUBLE },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
    dataPointType: DataPointType.GAUGE,
    dataPoints: [...own.values()],
  }));
}
