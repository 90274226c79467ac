import type { AugmentRequestInput } from '@parallax/contract';
import { objectiveOf } from '@parallax/learning';
import { groupsOf, imageViewBytes, type ResolvedTraining, shardBytes, viewsOf } from '@parallax/specs';

/** How a training's images fall into steps and shards. */
export interface Plan {
  /** Of one epoch. */
  stepsPerEpoch: number;
  /** Of all epochs. */
  steps: number;
  /** Images that an epoch trains on: less than the split's where its last, smaller batch is dropped. */
  imagesPerEpoch: number;
  /** The size of an epoch's last batch as a share of the others'. */
  lastBatch: number;
  /** Views of all steps of all epochs. */
  views: number;
  /** Whole batches, so that no batch lies in two shards. */
  imagesPerShard: number;
}

export function planOf(training: ResolvedTraining, images: number): Plan {
  const { batch, dropLast, epochs } = training;
  const stepsPerEpoch = dropLast ? Math.floor(images / batch) : Math.ceil(images / batch);
  const imagesPerEpoch = dropLast ? stepsPerEpoch * batch : images;
  return {
    stepsPerEpoch,
    steps: stepsPerEpoch * epochs,
    imagesPerEpoch,
    lastBatch: (imagesPerEpoch - (stepsPerEpoch - 1) * batch) / batch,
    views: imagesPerEpoch * epochs * viewsOf(training).views,
    imagesPerShard: batch * Math.max(1, Math.floor(shardBytes / (batch * imageViewBytes(groupsOf(training))))),
  };
}

/** Views of the first so many steps. */
export function viewsBefore(step: number, training: ResolvedTraining, plan: Plan): number {
  const images = Math.floor(step / plan.stepsPerEpoch) * plan.imagesPerEpoch;
  return (images + (step % plan.stepsPerEpoch) * training.batch) * viewsOf(training).views;
}

/**
 * Requests for the shards from the one that holds a step on to the end. Their borders don't depend on the step, so that
 * views made before a crash serve again.
 */
export function* shardsFrom(step: number, training: ResolvedTraining, plan: Plan): Generator<AugmentRequestInput> {
  const { stepsPerEpoch, imagesPerEpoch, imagesPerShard } = plan;
  let start = (step % stepsPerEpoch) * training.batch - batchesBefore(step, training, plan) * training.batch;
  for (let epoch = Math.floor(step / stepsPerEpoch); epoch < training.epochs; epoch++) {
    for (; start < imagesPerEpoch; start += imagesPerShard) {
      yield requestOf(training, epoch, start, Math.min(start + imagesPerShard, imagesPerEpoch));
    }
    start = 0;
  }
}

/** How many batches of a step's shard come before it. */
export function batchesBefore(step: number, training: ResolvedTraining, plan: Plan): number {
  return (step % plan.stepsPerEpoch) % (plan.imagesPerShard / training.batch);
}

function requestOf(training: ResolvedTraining, epoch: number, start: number, end: number): AugmentRequestInput {
  const { dataset, images, recipe, views, seed, objective } = training;
  const moreViews = [...views.more, ...views.local];
  const { labels } = objectiveOf(objective).objective;
  const order = 'ORDER_SHUFFLED';
  return {
    dataset,
    split: 'train',
    images,
    recipe,
    views: views.count,
    moreViews,
    labels,
    seed,
    epoch,
    order,
    start,
    end,
  };
}
