import type { Batch } from '@parallax/learning';
import { readShard, streamViews, type ViewSource, type Views } from '@parallax/reader';
import type { ResolvedTraining } from '@parallax/specs';
import type { Epochs } from './epochs.js';
import { batchesBefore, type Plan, shardsFrom } from './plan.js';

/** The batches of a training from a step on, cut from shards that are read ahead. */
export class Batches {
  readonly #epochs: Epochs;
  readonly #batches: AsyncGenerator<Batch>;

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
    this.#batches = cut(views, training.batch, batchesBefore(step, training, plan));
  }

  /**
   * The next batches of an epoch. Waiting for them counts as the stage `stall`.
   * The epoch ends when, after the last of them, another one is asked for.
   */
  async *take(epoch: number, count: number): AsyncGenerator<Batch> {
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

async function* cut(shards: AsyncIterable<Views>, images: number, skip: number): AsyncGenerator<Batch> {
  let skipped = skip;
  for await (const { more, labels, indices, ...first } of shards) {
    for (let start = skipped * images; start < indices.length; start += images) {
      const views = [first, ...more].map(({ views, shape }) => {
        const bytes = shape.slice(1).reduce((a, b) => a * b, 1);
        return views.subarray(start * bytes, (start + images) * bytes);
      });
      yield { views, labels: labels?.subarray(start, start + images) };
    }
    skipped = 0;
  }
}
