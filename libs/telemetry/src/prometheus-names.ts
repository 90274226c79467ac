import type { Metric } from './catalogue.js';

/**
 * The name that Prometheus has for a metric, by OpenTelemetry's specification
 * (https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/); of a histogram, what `_bucket`,
 * `_sum` and `_count` follow.
 */
export function prometheusName({ name, type, unit }: Metric): string {
  const total = type === 'counter' ? '_total' : '';
  return `${name.replaceAll('.', '_')}${unitSuffix(unit, type === 'gauge')}${total}`;
}

/** The label that Prometheus has for an attribute. */
export function prometheusLabel(attribute: string): string {
  return attribute.replaceAll('.', '_');
}

/** What a metric's unit adds to its name; units in braces, which count things, add nothing. */
export function unitSuffix(unit: string, isGauge: boolean): string {
  if (unit === 's') return '_seconds';
  if (unit === 'By') return '_bytes';
  if (unit === '1' && isGauge) return '_ratio';
  return unit.endsWith('/s') ? '_per_second' : '';
}
