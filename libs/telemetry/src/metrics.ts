import {
  type Attributes,
  type Counter,
  type Histogram,
  type Meter,
  type MetricOptions,
  metrics,
} from '@opentelemetry/api';

/** A counter by its name (`parallax.views.rendered`) and unit (`{view}`, `By`): call it with what to add. */
export function counter(name: string, options: MetricOptions = {}): (value: number, attributes?: Attributes) => void {
  const instrument = lazily<Counter>((meter) => meter.createCounter(name, options));
  return (value, attributes) => instrument().add(value, attributes);
}

/** A histogram by its name (`parallax.views.render.duration`) and unit (`s`): call it with what was measured. */
export function histogram(name: string, options: MetricOptions = {}): (value: number, attributes?: Attributes) => void {
  const instrument = lazily<Histogram>((meter) => meter.createHistogram(name, options));
  return (value, attributes) => instrument().record(value, attributes);
}

/** The API hands out instruments that stay dead if they are made before the SDK starts: ours are made at first use. */
function lazily<T>(make: (meter: Meter) => T): () => T {
  let of: Meter | undefined;
  let made: T;
  return () => {
    const meter = metrics.getMeter('parallax');
    if (meter !== of) {
      of = meter;
      made = make(meter);
    }
    return made;
  };
}
