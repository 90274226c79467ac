import { snakeCase } from '@parallax/errors';
import { NEIGHBOURS, neighboursMemory } from '@parallax/evaluation';
import { objectiveOf } from '@parallax/learning';
import {
  describe,
  describeEncoder,
  encodedAtOnce,
  featureCount,
  type Network,
  predictorLayers,
  sizeOfShape,
} from '@parallax/networks';
import {
  activations,
  checkMemory,
  float,
  geometryMemory,
  gib,
  kernels,
  type MemoryPart,
  projectionsOf,
  shardsAtOnce,
  totalMemory,
  weights,
  widest,
  workerMemory,
} from './memory.js';
import { networkOf } from './network.js';
import { imageViewBytes, shardBytes, viewBytes } from './recipe.js';
import { type ResolvedTraining, widthOf } from './training.js';
import { groupsOf, viewsOf } from './views.js';

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

/** @param images that there are to train on */
export function trainingMemory(training: ResolvedTraining, images: number): MemoryPart[] {
  const { diagnostics } = training;
  const network = networkOf(training);
  const batch = Math.min(training.batch, images);
  const groups = groupsOf(training);
  // A target is shown the global views, without a way back.
  const copies = networksOf(training);
  const bytesOfImage = groups.reduce((sum, { views, size, isLocal }) => {
    const { step, forward } = activations({ ...network, size });
    return sum + views * (step + (isLocal ? 0 : copies - 1) * forward);
  }, 0);
  // A single pair of images takes what the network takes; the rest is the batch's, or that of a chunk of it.
  const [pieces, pieceField] = training.chunk ? [training.chunk, 'spec.chunk'] : [training.batch, 'spec.batch'];
  const step = { least: 2 * bytesOfImage, whole: Math.min(pieces, batch) * bytesOfImage };
  const encoding = diagnostics.everyEpochs === 0 ? 0 : encodedAtOnce(network) * activations(network).forward;
  const batches = Math.max(1, Math.floor(shardBytes / (batch * imageViewBytes(groups))));
  const shard = batches * batch * imageViewBytes(groups);
  const parts = [
    ...weightsMemory(training),
    predictorMemory(training, network, batch * viewsOf(training).views),
    ownPart(training, ...largest(network), Math.max(step.least, encoding)),
    { field: pieceField, value: pieces, bytes: Math.max(0, step.whole - Math.max(step.least, encoding)) },
    chunkMemory(training, network, batch),
    objectiveMemory(training, network, batch),
    { field: 'spec.batch', value: training.batch, bytes: shardsAtOnce * shard },
  ];
  return diagnostics.everyEpochs === 0 ? parts : [...parts, ...diagnosticsMemory(training, network, images)];
}

/** All that is held of the weights of encoder and head, and of those of a target. */
function weightsMemory(training: ResolvedTraining): MemoryPart[] {
  const network = networkOf(training);
  const copiesOfEach = trainedCopies + (network.weightStandardisation ? standardisedCopies : 0);
  const bytes = float * networksOf(training) * copiesOfEach;
  return weights(network).map(({ field, value, count }) => ownPart(training, field, value, count * bytes));
}

/** Two where a target follows the network. */
function networksOf({ objective }: ResolvedTraining): number {
  return objectiveOf(objective).objective.rows.includes('targets') ? 2 : 1;
}

/** What makes the network's activations many: images larger than the notebook's, or else channels. */
function largest(network: Network): [field: string, value: unknown] {
  return network.size > 32 ? ['spec.network.size', network.size] : widest(network);
}

/** A part that the network is to blame for: that of an encoder to start from is that encoder's. */
function ownPart({ startFrom }: ResolvedTraining, field: string, value: unknown, bytes: number): MemoryPart {
  if (!startFrom) return { field, value, bytes };
  const { training, sha256 } = startFrom;
  return training === undefined
    ? { field: 'spec.start_from.sha256', value: sha256, bytes }
    : { field: 'spec.start_from.training', value: training, bytes };
}

/**
 * Copies of each weight while a network is trained: it, two moments, its gradient, the clipped one and the decay; the state
 * that a checkpoint copies (three of them), the one that was gone on from (three), and what its initialisation leaves (two).
 */
const trainedCopies = 14;

/** Of a standardised filter: centred, as unit columns, scaled, and on the way back as many again. */
const standardisedCopies = 6;

/** What chunks leave for the batch: the rows that are compared and their gradients, of each chunk and of all. */
function chunkMemory(training: ResolvedTraining, network: Network, batch: number): MemoryPart {
  const { objective } = objectiveOf(training.objective);
  const floats = training.chunk ? 5 * batch * viewsOf(training).views * widthOf(objective, network) : 0;
  return { field: 'spec.batch', value: training.batch, bytes: float * floats };
}

/** The weights of a predictor, and what a batch leaves on its way through it. */
function predictorMemory({ objective, head }: ResolvedTraining, network: Network, rows: number): MemoryPart {
  const part = { field: 'spec.head.hidden', value: head.hidden };
  if (!objectiveOf(objective).objective.rows.includes('predictions')) return { ...part, bytes: 0 };
  const { entries, forwardFloats, backwardFloats } = describe(predictorLayers(network), [head.output], false);
  const count = entries.reduce((sum, { shape }) => sum + sizeOfShape(shape), 0);
  return { ...part, bytes: float * (trainedCopies * count + kernels * rows * (forwardFloats + backwardFloats)) };
}

/** What the objective holds, of which either the batch or the width of what it compares makes more. */
function objectiveMemory(training: ResolvedTraining, network: Network, images: number): MemoryPart {
  const { objective, values } = objectiveOf(training.objective);
  const width = widthOf(objective, network);
  const batch = { images, width, ...viewsOf(training) };
  const floats = objective.heldFloats(batch, values);
  const bytes = float * floats;
  // Whatever makes it twice as much is what there is too much of.
  const counted = Object.entries(objective.parameters).find(
    ([name, { integer }]) => integer && floats > 2 * objective.heldFloats(batch, { ...values, [name]: 1 }),
  );
  if (counted) {
    const [name] = counted;
    const field = `spec.objective.${objective.name.replaceAll('-', '_')}.${snakeCase(name)}`;
    return { field, value: values[name], bytes };
  }
  const isByWidth = floats > 2 * objective.heldFloats({ ...batch, width: 1 }, values);
  if (!isByWidth) return { field: 'spec.batch', value: training.batch, bytes };
  const field = objective.rows.includes('features') ? widest(network)[0] : 'spec.head.output';
  return { field, value: width, bytes };
}

/** What is measured between epochs: images, their features and projections, and what is made of them. */
function diagnosticsMemory({ diagnostics }: ResolvedTraining, network: Network, images: number): MemoryPart[] {
  const bank = Math.min(diagnostics.bank, images);
  const measured = diagnostics.images;
  const features = featureCount(network) * float;
  const imageBytes = viewBytes(network.size);
  return [
    {
      field: 'spec.diagnostics.bank',
      value: diagnostics.bank,
      bytes: bank * (2 * imageBytes + 3 * features) + neighboursMemory(bank, NEIGHBOURS),
    },
    {
      field: 'spec.diagnostics.images',
      value: measured,
      bytes: measured * (6 * imageBytes + 2 * features) + geometryMemory(measured, projectionsOf(network)),
    },
  ];
}
