import type { Attributes } from '@opentelemetry/api';
import type { Metric } from './catalogue.js';
import * as catalogue from './catalogue.js';
import { divert } from './instruments.js';

/** Measures of one metric with the same attributes, on their way from one process to another: JSON. */
export interface Measures {
  metric: string;
  attributes: Attributes;
  /** A counter's sum, a gauge's last, or all of a histogram's; as text where JSON has no such number. */
  values: (number | string)[];
}

/** How long measures may wait for others, in milliseconds. */
const interval = 1000;

/**
 * Hands measures over to another process instead of the SDK: a worker's computation has no metrics of its own, so that
 * a worker is one thing to scrape, and its counters outlive the computation. Returns how to end that.
 */
export function handOver(send: (measures: Measures[]) => Promise<void>): () => Promise<void> {
  let waiting = new Map<string, Measures>();
  const stop = divert((metric, value, attributes) => {
    const key = `${metric.name} ${JSON.stringify(attributes)}`;
    const measures = waiting.get(key) ?? { metric: metric.name, attributes, values: [] };
    waiting.set(key, measures);
    if (metric.type === 'histogram') measures.values.push(value);
    else if (metric.type === 'counter') measures.values[0] = value + Number(measures.values[0] ?? 0);
    else measures.values[0] = Number.isFinite(value) ? value : String(value);
  });
  const flush = async () => {
    if (waiting.size === 0) return;
    const measures = [...waiting.values()];
    waiting = new Map();
    await send(measures);
  };
  const timer = setInterval(() => void flush(), interval).unref();
  return async () => {
    clearInterval(timer);
    stop();
    await flush();
  };
}

const byName = new Map<string, Metric>(
  Object.values(catalogue).flatMap((group) => Object.values<Metric>(group).map((metric) => [metric.name, metric])),
);

/** What was handed over; what this version doesn't know is left out. */
export function* handedOver(measures: readonly Measures[]): Generator<{
  metric: Metric;
  values: number[];
  attributes: Attributes;
}> {
  for (const { metric: name, attributes, values } of measures) {
    const metric = byName.get(name);
    if (metric) yield { metric, values: values.map(Number), attributes };
  }
}
