import { prometheusLabel } from '@parallax/telemetry';

/** What a series is called, by its labels: `{{parallax_job_kind}} {{parallax_stage}}`. */
export function legend(...attributes: string[]): string {
  return attributes.map((attribute) => `{{${prometheusLabel(attribute)}}}`).join(' ');
}
