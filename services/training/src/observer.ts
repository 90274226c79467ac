import type { OnlineDiagnostics as Found, Progress as ProgressMessage, StageInput } from '@parallax/contract';
import type { Task } from '@parallax/jobs';
import type { AfterEpoch, Model, Progress, State } from '@parallax/learning';
import { type Measure, onlineMeasures, type ResolvedTraining } from '@parallax/specs';
import { catalogue, instrument, semconv, withSpan } from '@parallax/telemetry';
import { diagnosticsIn, diagnosticsState } from './diagnostics-state.js';
import type { Epochs } from './epochs.js';
import { TrainingMetrics } from './metrics.js';
import { OnlineDiagnostics } from './online-diagnostics.js';
import { type Plan, viewsBefore } from './plan.js';
import type { Samples } from './samples.js';
import { type Measured, Selection, type SelectionOptions } from './selection.js';

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
  selection: SelectionOptions;
}

/** What there is to say of a training while it runs: its progress, its metrics, its diagnostics between epochs, and what follows from them. */
export class TrainingObserver {
  readonly #task: Task<ResolvedTraining>;
  readonly #plan: Plan;
  readonly #epochs: Epochs;
  readonly #metrics: TrainingMetrics;
  readonly #online: OnlineDiagnostics;
  readonly #found: Found[];
  readonly selection: Selection;
  #progress: Progress | undefined;

  constructor(task: Task<ResolvedTraining>, { plan, model, epochs, samples, from, selection }: ObserverOptions) {
    this.#task = task;
    this.#plan = plan;
    this.#epochs = epochs;
    this.#metrics = new TrainingMetrics(task.job.spec, epochs.stages, from.steps);
    this.#online = new OnlineDiagnostics(task.job.spec, model, samples, task.signal);
    this.#found = diagnosticsIn(from.state);
    this.selection = new Selection(task.job.spec, selection);
  }

  /** Of all attempts. */
  get diagnostics(): Found[] {
    return this.#found;
  }

  /** Where the time of this attempt has gone. */
  get stages(): StageInput[] {
    return this.#epochs.stages.list();
  }

  progress(progress: Progress): void {
    this.#progress = progress;
    this.#metrics.take(progress);
    this.#task.report({
      ...progressMessage(progress, this.#task.job.spec, this.#plan),
      diagnostics: this.#found.at(-1),
    });
  }

  /** After an epoch, counted from 0, with the losses of all so far: what is to follow. */
  async epoch(epoch: number, losses: readonly number[]): Promise<AfterEpoch> {
    if (Number(this.#found.at(-1)?.epoch ?? 0) <= epoch) await this.#diagnose(epoch);
    return this.selection.epoch(epoch + 1, (measure) => this.#measured(measure, losses));
  }

  #measured(measure: Measure, losses: readonly number[]): Measured[] {
    const { field } = onlineMeasures[measure];
    if (!field) return losses.map((value, at) => ({ epoch: at + 1, value }));
    return this.#found.map((each) => ({ epoch: Number(each.epoch), value: Number(each[field]) }));
  }

  /** Measures the encoder where that is due, as the stage `diagnostics`. */
  async #diagnose(epoch: number): Promise<void> {
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
