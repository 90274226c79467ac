import type { Attributes } from '@opentelemetry/api';
import type { Progress } from '@parallax/contract';
import { catalogue, Gauges, handedOver, type Measures, measure, semconv } from '@parallax/telemetry';
import type { JobRecord } from '../job.js';

/** How long a job's last values stay to be read after it has ended, in milliseconds: two scrapes as they usually are. */
const linger = 60_000;

/** Measures in a worker's name what its computation measured; the gauges end with the computation. */
export class MetricReceiver {
  readonly #known: Attributes;
  readonly #ofJob = new Gauges();
  readonly #ofProcess = new Gauges();

  constructor({ id, kind, experiment }: Pick<JobRecord, 'id' | 'kind' | 'experiment'>) {
    this.#known = {
      [semconv.ATTR_JOB_ID]: id,
      [semconv.ATTR_JOB_KIND]: kind,
      [semconv.ATTR_EXPERIMENT]: experiment,
    };
  }

  /** The computation need not say whose it is: what a metric has of the job's attributes is filled in. */
  take(measures: readonly Measures[]): void {
    for (const { metric, values, attributes } of handedOver(measures)) {
      const all = { ...this.#of(metric), ...attributes };
      const isGauge = metric.type === 'gauge';
      for (const value of values) {
        if (isGauge) this.#gaugesOf(metric).set(metric, value, all);
        else measure(metric, value, all);
      }
    }
  }

  progress({ done, total }: Progress): void {
    const { progress } = catalogue.jobs;
    if (total) this.#ofJob.set(progress, Number(done) / Number(total), this.#of(progress));
  }

  end(): void {
    this.#ofProcess.end();
    setTimeout(() => this.#ofJob.end(), linger).unref();
  }

  #of({ attributes }: catalogue.Metric): Attributes {
    return Object.fromEntries(Object.entries(this.#known).filter(([name]) => attributes.includes(name)));
  }

  #gaugesOf({ attributes }: catalogue.Metric): Gauges {
    return attributes.includes(semconv.ATTR_JOB_ID) ? this.#ofJob : this.#ofProcess;
  }
}
