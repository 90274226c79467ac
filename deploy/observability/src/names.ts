import type { catalogue } from '@parallax/telemetry';

const units: Readonly<Record<string, string>> = { s: '_seconds', By: '_bytes', '1': '_ratio' };

/**
 * The name that OpenTelemetry's specification for Prometheus gives a metric: `parallax_stage_time_seconds_total`. Of a
 * histogram, what `_bucket`, `_sum` and `_count` are added to.
 */
export function prometheusName({ name, type, unit }: catalogue.Metric): string {
  const base = name.replaceAll('.', '_');
  const rate = /\/s$/.test(unit) ? '_per_second' : (units[unit] ?? '');
  return `${base}${type === 'counter' && unit === '1' ? '' : rate}${type === 'counter' ? '_total' : ''}`;
}

export function prometheusLabel(attribute: string): string {
  return attribute.replaceAll('.', '_');
}

/** What a series is called, by its labels: `{{parallax_job_kind}} {{parallax_stage}}`. */
export function legend(...attributes: string[]): string {
  return attributes.map((attribute) => `{{${prometheusLabel(attribute)}}}`).join(' ');
}
