import { readShard, streamViews, type ViewSource, type Views } from '@parallax/reader';
import { type ResolvedTraining, viewsOf } from '@parallax/specs';
import type { Epochs } from './epochs.js';
import { batchesBefore, type Plan, shardsFrom } from './plan.js';

/** The batches of a training from a step on, cut from shards that are read ahead. */
export class Batches {
  readonly #epochs: Epochs;
  readonly #batches: AsyncGenerator<Uint8Array>;

  constructor(
    source: Omit<ViewSource, 'stages'>,
    training: ResolvedTraining,
    plan: Plan,
    step: number,
    epochs: Epochs,
  ) {
    this.#epochs = epochs;
    const read: typeof readShard = (from, request) => {
      const { stages, context } = epochs.reading(Number(request.epoch ?? 0));
      return readShard(
        { ...from, stages },
        request,
        Math.floor(Number(request.start ?? 0) / plan.imagesPerShard),
        context,
      );
    };
    const views = streamViews(source, shardsFrom(step, training, plan), undefined, read);
    this.#batches = cut(views, training.batch * viewsOf(training), batchesBefore(step, training, plan));
  }

  /**
   * The next batches of an epoch, as uint8 [images, views, height, width, 3]. Waiting for them counts as the stage `stall`.
   * The epoch ends when, after the last of them, another one is asked for.
   */
  async *take(epoch: number, count: number): AsyncGenerator<Uint8Array> {
    this.#epochs.begin(epoch);
    for (let taken = 0; taken < count; taken++) {
      const { value, done } = await this.#epochs.stepping.stages.time('stall', () => this.#batches.next());
      if (done) return;
      yield value;
    }
    this.#epochs.end(epoch, count);
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
