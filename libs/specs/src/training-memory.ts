import { describeEncoder } from '@parallax/networks';
import { checkMemory, gib, totalMemory, trainingMemory, weightsMemory, workerMemory } from './memory.js';
import { networkOf } from './network.js';
import type { ResolvedTraining } from './training.js';

/**
 * @param images that there are to train on
 * @param limit what a worker may take with its computation, in bytes
 * @throws INVALID_FIELD as `checkMemory`, which also says what of the same training would fit
 */
export function checkTrainingMemory(training: ResolvedTraining, images: number, limit: number): void {
  checkMemory(trainingMemory(training, images), limit, () => whatFits(training, images, limit));
}

/** The largest chunk of the same batch; or else the largest batch; or that the weights are too many; or nothing. */
function whatFits(training: ResolvedTraining, images: number, limit: number): string {
  const { batch, chunk: given = batch, dropLast } = training;
  const { chunk: _, ...whole } = training;
  const fits = (changed: ResolvedTraining) => workerMemory(trainingMemory(changed, images)) <= limit;
  const leavesOne = (pieces: number) => !dropLast && images % pieces === 1;
  const divides = (pieces: number) => batch % pieces === 0 && !leavesOne(pieces);
  const chunk = downFrom(given - 1).find((each) => divides(each) && fits({ ...whole, chunk: each }));
  if (chunk !== undefined) {
    const norms = hasBatchNorm(training) ? ', by which batch norms then go' : '';
    return `; with --chunk ${chunk} (spec.chunk)${norms}, it fits`;
  }
  const most = largestBelow(batch, (each) => fits({ ...whole, batch: each }));
  const largest = downFrom(most).find((each) => !leavesOne(each));
  if (largest !== undefined) return `; with --batch ${largest} (spec.batch), it fits`;
  const weights = totalMemory(weightsMemory(training));
  return weights > limit
    ? `; its weights alone, with all that is held of them while they are trained, take ${gib(weights)}`
    : '';
}

function hasBatchNorm({ head, ...training }: ResolvedTraining): boolean {
  return (
    head.batchNorm || describeEncoder(networkOf({ head, ...training })).entries.some(({ role }) => role === 'mean')
  );
}

/** From a number down to 2, below which nothing is compared. */
function downFrom(most: number): number[] {
  return Array.from({ length: Math.max(0, most - 1) }, (_, at) => most - at);
}

/** The largest number below `most` that is right, where all smaller ones are, as 1 is taken to be. */
function largestBelow(most: number, isRight: (number: number) => boolean): number {
  let [right, wrong] = [1, most];
  while (wrong - right > 1) {
    const middle = Math.floor((right + wrong) / 2);
    if (isRight(middle)) right = middle;
    else wrong = middle;
  }
  return right;
}
