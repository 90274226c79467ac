import { type catalogue, prometheusLabel, prometheusName } from '@parallax/telemetry';

type Metric = catalogue.Metric;

/**
 * What a series' attributes are to be, by their OpenTelemetry names. One with a variable or an alternative is a pattern;
 * one that begins with `!` is what they are not to be.
 */
export type Where = Readonly<Record<string, string>>;

/** Grafana's: at least four scrapes. */
const RATE_WINDOW = '$__rate_interval';

/** The series of a gauge or counter: `parallax_training_loss{parallax_experiment=~"$experiment"}`. */
export function series(metric: Metric, where: Where = {}): string {
  return `${prometheusName(metric)}${selector(metric, where)}`;
}

/** What a counter grows by in a second. */
export function rate(counter: Metric, where: Where = {}, window = RATE_WINDOW): string {
  return `rate(${series(counter, where)}[${window}])`;
}

/** What a counter has grown by over the time that is shown. */
export function increase(counter: Metric, where: Where = {}, window = '$__range'): string {
  return `increase(${series(counter, where)}[${window}])`;
}

/** A gauge's last value in the time that is shown: what ended with its job stays in sight. */
export function last(gauge: Metric, where: Where = {}): string {
  return `last_over_time(${series(gauge, where)}[$__range])`;
}

/** How often a second a histogram has measured something. */
export function frequency(histogram: Metric, where: Where = {}): string {
  return `rate(${prometheusName(histogram)}_count${selector(histogram, where)}[${RATE_WINDOW}])`;
}

/** A quantile, 0 to 1, of what a histogram has measured of late, for each value of some attributes. */
export function quantile(share: number, histogram: Metric, attributes: readonly string[], where: Where = {}): string {
  const by = ['le', ...attributes.map((attribute) => labelOf(histogram, attribute))].join(', ');
  return `histogram_quantile(${share}, sum by (${by}) (rate(${buckets(histogram, where)}[${RATE_WINDOW}])))`;
}

/** The same of all that it has measured since its processes began: for what is rare, and would leave no rate. */
export function quantileOfAll(share: number, histogram: Metric, attributes: readonly string[]): string {
  const by = ['le', ...attributes.map((attribute) => labelOf(histogram, attribute))].join(', ');
  return `histogram_quantile(${share}, sum by (${by}) (${buckets(histogram, {})}))`;
}

function buckets(histogram: Metric, where: Where): string {
  return `${prometheusName(histogram)}_bucket${selector(histogram, where)}`;
}

/** `sum by (parallax_stage) (…)`, and likewise `max`, `count`. */
export function by(operator: 'sum' | 'max' | 'count', attributes: readonly string[], expression: string): string {
  return `${operator} by (${attributes.map(prometheusLabel).join(', ')}) (${expression})`;
}

function selector(metric: Metric, where: Where): string {
  const matchers = Object.entries(where).map(([attribute, value]) => {
    const [, not = '', wanted = ''] = /^(!?)(.*)$/.exec(value) ?? [];
    const isPattern = /[$|*+]/.test(wanted);
    const operator = not ? (isPattern ? '!~' : '!=') : isPattern ? '=~' : '=';
    return `${labelOf(metric, attribute)}${operator}"${wanted}"`;
  });
  return matchers.length > 0 ? `{${matchers.join(', ')}}` : '';
}

/** A query by what a metric doesn't have would show nothing, and nobody would know why. */
function labelOf(metric: Metric, attribute: string): string {
  if (attribute !== SERVICE && !metric.attributes.includes(attribute)) {
    throw new Error(`${metric.name} has no attribute ${attribute}`);
  }
  return prometheusLabel(attribute);
}

/** Each series has it, whatever the metric. */
export const SERVICE = 'service.name';
/** Prometheus' own, of what is scraped: a process. */
export const INSTANCE = 'instance';
