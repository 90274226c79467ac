import { Stages, streamViews, type ViewSource, type Views } from '@parallax/reader';
import { type ResolvedTraining, viewsOf } from '@parallax/specs';
import { batchesBefore, type Plan, shardsFrom } from './plan.js';

/** The batches of a training from a step on, cut from shards that are read ahead. */
export class Batches {
  readonly stages = new Stages();
  readonly #batches: AsyncGenerator<Uint8Array>;

  constructor(source: Omit<ViewSource, 'stages'>, training: ResolvedTraining, plan: Plan, step: number) {
    const views = streamViews({ ...source, stages: this.stages }, shardsFrom(step, training, plan));
    this.#batches = cut(views, training.batch * viewsOf(training), batchesBefore(step, training, plan));
  }

  /** The next batches, as uint8 [images, views, height, width, 3]. Waiting for them counts as the stage `stall`. */
  async *take(count: number): AsyncGenerator<Uint8Array> {
    for (let taken = 0; taken < count; taken++) {
      const { value, done } = await this.stages.time('stall', () => this.#batches.next());
      if (done) return;
      yield value;
    }
  }

  /** Ends what is read ahead. */
  async close(): Promise<void> {
    await this.#batches.return(undefined);
  }
}

async function* cut(shards: AsyncIterable<Views>, viewsPerBatch: number, skip: number): AsyncGenerator<Uint8Array> {
  let skipped = skip;
  for await (const { views, shape } of shards) {
    const bytes = viewsPerBatch * shape.slice(2).reduce((a, b) => a * b, 1);
    for (let start = skipped * bytes; start < views.length; start += bytes) yield views.subarray(start, start + bytes);
    skipped = 0;
  }
}
