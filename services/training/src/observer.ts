import type { OnlineDiagnostics as Found, Progress as ProgressMessage } from '@parallax/contract';
import type { Task } from '@parallax/jobs';
import type { Model, Progress, State } from '@parallax/learning';
import type { ResolvedTraining } from '@parallax/specs';
import { catalogue, instrument, semconv, withSpan } from '@parallax/telemetry';
import { diagnosticsIn, diagnosticsState } from './diagnostics-state.js';
import type { Epochs } from './epochs.js';
import { TrainingMetrics } from './metrics.js';
import { OnlineDiagnostics } from './online-diagnostics.js';
import { type Plan, viewsBefore } from './plan.js';
import type { Samples } from './samples.js';

const { training } = catalogue;

const ofEncoder = {
  alignment: instrument(training.alignment),
  uniformity: instrument(training.uniformity),
  rankMe: instrument(training.rankMe),
  knnAccuracy: instrument(training.knnAccuracy),
};

export interface ObserverOptions {
  plan: Plan;
  model: Model;
  epochs: Epochs;
  /** Reads what the diagnostics are made of. */
  samples: () => Promise<Samples>;
  /** The checkpoint that the attempt goes on from, and how many steps were done by then. */
  from: { state?: State; steps: number };
}

/** What there is to say of a training while it runs: its progress, its metrics, and its diagnostics between epochs. */
export class TrainingObserver {
  readonly #task: Task<ResolvedTraining>;
  readonly #plan: Plan;
  readonly #epochs: Epochs;
  readonly #metrics: TrainingMetrics;
  readonly #online: OnlineDiagnostics;
  readonly #found: Found[];
  #progress: Progress | undefined;

  constructor(task: Task<ResolvedTraining>, { plan, model, epochs, samples, from }: ObserverOptions) {
    this.#task = task;
    this.#plan = plan;
    this.#epochs = epochs;
    this.#metrics = new TrainingMetrics(task.job.spec, epochs.stages, from.steps);
    this.#online = new OnlineDiagnostics(task.job.spec, model, samples, task.signal);
    this.#found = diagnosticsIn(from.state);
  }

  /** Of all attempts. */
  get diagnostics(): Found[] {
    return this.#found;
  }

  progress(progress: Progress): void {
    this.#progress = progress;
    this.#metrics.take(progress);
    this.#task.report({
      ...progressMessage(progress, this.#task.job.spec, this.#plan),
      diagnostics: this.#found.at(-1),
    });
  }

  /** After an epoch, counted from 0: measures the encoder where that is due, as the stage `diagnostics`. */
  async epoch(epoch: number): Promise<void> {
    const { views = 0, viewsPerSecond = 0 } = this.#progress ?? {};
    if (!this.#online.isDue(epoch + 1, views / viewsPerSecond, viewsPerSecond)) return;
    const attributes = { [semconv.ATTR_EPOCH]: epoch + 1 };
    const measure = () => this.#epochs.stages.time('diagnostics', () => this.#online.measure(epoch + 1));
    const found = await withSpan('diagnostics', { attributes }, measure);
    this.#found.push(found);
    for (const [name, take] of Object.entries(ofEncoder)) take(found[name as keyof typeof ofEncoder] as number);
  }

  /** What a checkpoint keeps of it. */
  state(): State {
    return diagnosticsState(this.#found);
  }
}

/** How far a training is, in views: in the end as many as its result says. */
function progressMessage(progress: Progress, training: ResolvedTraining, plan: Plan): ProgressMessage {
  const { step, epoch, loss, viewsPerSecond } = progress;
  const done = viewsBefore(step, training, plan);
  return {
    stage: 'training',
    done,
    total: plan.views,
    unit: 'views',
    rate: viewsPerSecond,
    remaining: { seconds: Math.ceil((plan.views - done) / viewsPerSecond), nanos: 0 },
    epoch,
    loss,
  };
}
