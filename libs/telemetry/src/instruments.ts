import { type Attributes, type Counter, type Histogram, metrics } from '@opentelemetry/api';
import type { Metric } from './catalogue.js';
import { Gauges } from './gauges.js';
import { DURATION_BUCKETS } from './semconv.js';

/** Takes one measure: counters add it, gauges become it, histograms count it in. */
export type Take = (metric: Metric, value: number, attributes: Attributes) => void;

/**
 * A metric as the code that measures knows it: call it with what was measured. Without telemetry that goes nowhere. A
 * counter without attributes stands at 0 from the start.
 */
export function instrument(metric: Metric): (value: number, attributes?: Attributes) => void {
  if (metric.type === 'counter' && metric.attributes.length === 0) beginAtZero(metric);
  return (value, attributes) => measure(metric, value, attributes);
}

export function measure(metric: Metric, value: number, attributes: Attributes = {}): void {
  take?.(metric, value, attributes);
}

/** Whether what is measured goes anywhere; where it doesn't, what costs time to measure need not be. */
export function isMeasuring(): boolean {
  return take !== undefined;
}

let take: Take | undefined;
const zeros: [Metric, Attributes][] = [];

/** Lets a counter stand at 0 from when telemetry starts: what has not happened yet is 0, not unknown. */
export function beginAtZero(metric: Metric, attributes: Attributes = {}): void {
  zeros.push([metric, attributes]);
  take?.(metric, 0, attributes);
}

/** Sends measures into the SDK from here on. Returns how to end that. */
export function measureHere(): () => void {
  const meter = metrics.getMeter('parallax');
  const made = new Map<string, Counter | Histogram>();
  const gauges = new Gauges();
  const instrumentOf = (metric: Metric): Counter | Histogram => {
    const found = made.get(metric.name);
    if (found) return found;
    const { name, type, unit, about: description } = metric;
    const advice = { explicitBucketBoundaries: [...(metric.buckets ?? DURATION_BUCKETS)] };
    const options = { unit, description };
    const fresh =
      type === 'counter' ? meter.createCounter(name, options) : meter.createHistogram(name, { ...options, advice });
    made.set(name, fresh);
    return fresh;
  };
  const stop = divert((metric, value, attributes) => {
    if (metric.type === 'gauge') return gauges.set(metric, value, attributes);
    const into = instrumentOf(metric);
    if ('add' in into) into.add(value, attributes);
    else into.record(value, attributes);
  });
  for (const [metric, attributes] of zeros) take?.(metric, 0, attributes);
  return () => {
    stop();
    gauges.end();
  };
}

/** Sends measures to `to` from here on. Returns how to end that. */
export function divert(to: Take): () => void {
  take = to;
  return () => {
    if (take === to) take = undefined;
  };
}
