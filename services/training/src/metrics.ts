import type { Progress, StepMeasures } from '@parallax/learning';
import type { Stages } from '@parallax/reader';
import { type ResolvedTraining, viewsOf } from '@parallax/specs';
import { catalogue, instrument } from '@parallax/telemetry';

const { training } = catalogue;

const views = instrument(training.views);
const images = instrument(training.images);
const steps = instrument(training.steps);
const step = instrument(training.step);
const epoch = instrument(training.epoch);
const viewThroughput = instrument(training.viewThroughput);
const imageThroughput = instrument(training.imageThroughput);
const stall = instrument(training.stall);
const learningRate = instrument(training.learningRate);

/** Where a training was when its progress was last measured. */
interface Point {
  time: number;
  step: number;
  views: number;
  stalled: number;
}

/** Measures a training by its progress. */
export class TrainingMetrics {
  readonly #viewsPerImage: number;
  readonly #stages: Stages;
  #last: Point;

  /** @param firstStep steps done by the attempts before */
  constructor(spec: ResolvedTraining, stages: Stages, firstStep: number) {
    this.#viewsPerImage = viewsOf(spec).views;
    this.#stages = stages;
    this.#last = { time: performance.now(), step: firstStep, views: 0, stalled: 0 };
  }

  take(progress: Progress): void {
    this.#takeRates(progress);
    step(progress.step);
    epoch(progress.epoch);
    learningRate(progress.learningRate);
    for (const [name, value] of Object.entries(progress.measures ?? {})) {
      instrument(training[name as keyof StepMeasures])(value);
    }
  }

  #takeRates(progress: Progress): void {
    const before = this.#last;
    this.#last = {
      time: performance.now(),
      step: progress.step,
      views: progress.views,
      stalled: this.#stages.seconds('stall'),
    };
    const seconds = (this.#last.time - before.time) / 1000;
    const seen = this.#last.views - before.views;
    steps(this.#last.step - before.step);
    views(seen);
    images(seen / this.#viewsPerImage);
    viewThroughput(seen / seconds);
    imageThroughput(seen / this.#viewsPerImage / seconds);
    stall(Math.min(1, (this.#last.stalled - before.stalled) / seconds));
  }
}
