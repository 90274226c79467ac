import { datasetDigest, folderSource, loadCifar10 } from '@parallax/data';
import type { Precision } from '@parallax/learning';
import { type Batch, Trainer, train } from '@parallax/learning';
import type { ResolvedTraining } from '@parallax/specs';
import { startEngine } from '@parallax/tensors';
import { newModel, trainerSpec } from '@parallax/training-service';
import { order, renderViews, ViewPool, type ViewsRequest } from '@parallax/views';
import { take } from '../support/take.js';

/** Where the batches of a training in this process come from. */
export type Feed = 'memory' | 'inline' | 'pool';

/** What this process is asked to do, as JSON on its command line. */
export interface Work {
  feed: Feed;
  /** One epoch. */
  training: ResolvedTraining & { images: number };
  threads: number;
}

/** What it answers over its channel. */
export interface Done {
  seconds: number;
  loss: number;
}

/** Batches that are rendered beside the step, where a pool does it. */
const ahead = 4;

const { feed, training, threads } = JSON.parse(process.argv[2] as string) as Work;
startEngine({ threads });
const dataset = await loadCifar10(folderSource(process.env.PARALLAX_DATA as string));
const { height, width, splits } = dataset;
const indices = order({
  count: training.images,
  imageBytes: height * width * 3,
  seed: training.seed,
  epoch: 0,
  dataset: datasetDigest(dataset),
});
const steps = training.images / training.batch;
const trainer = new Trainer(newModel(training, training.precision as Precision), trainerSpec(training, steps));

const began = performance.now();
const { epochLosses } = await train(trainer, { epochs: 1, stepsPerEpoch: steps, batches: feeds()[feed] });
const done: Done = { seconds: (performance.now() - began) / 1000, loss: epochLosses[0] as number };
process.send?.(done, () => process.exit());

function feeds(): Record<Feed, () => AsyncGenerator<Batch>> {
  return {
    async *memory() {
      const views = [renderViews(requestOf(0))];
      for (let step = 0; step < steps; step++) yield { views };
    },
    async *inline() {
      for (let step = 0; step < steps; step++) yield { views: [renderViews(requestOf(step))] };
    },
    async *pool() {
      const pool = new ViewPool({ size: threads });
      const coming: Promise<Uint8Array>[] = [];
      for (let step = 0; step < steps + ahead; step++) {
        if (step < steps) coming.push(pool.render(requestOf(step)));
        if (step >= ahead) yield { views: [await (coming.shift() as Promise<Uint8Array>)] };
      }
      await pool.close();
    },
  };
}

function requestOf(step: number): ViewsRequest {
  const { recipe, seed, batch } = training;
  const chosen = indices.slice(step * batch, (step + 1) * batch);
  const images = take(splits.train.images, chosen, height * width * 3);
  return { images, height, width, recipe, views: training.views.count, seed, epoch: 0, indices: chosen };
}
