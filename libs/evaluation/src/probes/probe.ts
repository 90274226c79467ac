import type { Declaration, Parameter, ValuesOf } from '@parallax/errors';
import type { Model, OptimiserSpec, Schedule, ScheduleSpec } from '@parallax/learning';
import type { Normalisation } from '@parallax/networks';
import type { FeatureRows, Labels } from '../features.js';
import type { Watch } from '../pieces.js';

/** What a probe makes of some images, in their order. */
export interface Prediction {
  /** The class of each, the lowest of equally likely ones. */
  labels: Int32Array;
  /** float32 [images, classes]: of each image they sum to 1. */
  probabilities: Float32Array;
}

/** softmax(weight · (x − mean) / deviation + bias), where a feature of deviation 0 counts as 0. */
export interface LinearClassifier {
  /** [classes, width] */
  weight: Float32Array;
  /** [classes] */
  bias: Float32Array;
  /** [width], of the training images. */
  mean: Float64Array;
  /** [width], likewise. */
  deviation: Float64Array;
}

/** Linear layers one after another, with ReLU between them: of the last one's outputs the softmax. */
export interface LayeredClassifier {
  /** Weights [outputs, inputs], of the first [512, width], and biases [outputs]. */
  layers: readonly { weight: Float32Array; bias: Float32Array }[];
}

/** What a probe has learned: most have one answer, one that tries several settings as many. */
export interface Answer {
  /** Where there are several answers, by what this one differs from the others, each in one word of the contract's form: `k`, `share`. */
  settings?: Readonly<Record<string, number>>;
  /** What was chosen by a part of the training images that was held out, likewise: `learning_rate`, `c`. */
  chosen?: Readonly<Record<string, number>>;
  classifier?: LinearClassifier | LayeredClassifier;
  /** The test images, piece by piece; to be gone through before the next answer is asked for. */
  predict(): AsyncIterable<Prediction>;
}

interface Task {
  /** How many there are. */
  classes: number;
  /** From which all that is drawn derives. */
  seed: number;
}

/** Features that stay the same. The test images' labels are nobody's here. */
export interface RowsTask extends Task {
  train: FeatureRows;
  trainLabels: Labels;
  test: FeatureRows;
}

/** Features that may be new in every epoch. */
export interface BatchesTask extends Task {
  /** Numbers that describe an image. */
  width: number;
  /** Images of one epoch. */
  trainImages: number;
  /** The batches of an epoch, from 0, in the order in which they are to be learned from; some may be smaller. */
  trainBatches(epoch: number, batch: number): AsyncIterable<{ features: Float32Array; labels: Labels }>;
  testBatches(): AsyncIterable<{ features: Float32Array }>;
}

/** Pictures that stay the same. */
interface PixelRows {
  readonly count: number;
  /** uint8, row by row: those from `start` to before `end`, of the size that the encoder takes. */
  read(start: number, end: number): Promise<Uint8Array>;
}

/** Images, and an encoder that may learn from them. */
export interface ImagesTask extends Task {
  /** Makes a copy of the encoder, which the probe changes and disposes of. */
  open(): Model;
  /** Of its features. */
  width: number;
  normalisation: Normalisation;
  train: PixelRows;
  trainLabels: Labels;
  test: PixelRows;
}

/** How large a task is, by which memory is bounded before a probe begins. */
export interface TaskSize {
  train: number;
  test: number;
  width: number;
  classes: number;
  /** Of the encoder: bytes of what an image leaves on its way forward and back, and how many weights there are. */
  encoder?: { step: number; weights: number };
}

/** How a classifier is trained that is trained by steps. */
export interface Steps {
  optimiser: OptimiserSpec;
  /** How the learning rate goes; `warmup` is a share of all images that are seen. */
  schedule: ScheduleSpec & { warmup: number };
}

type Parameters = Readonly<Record<string, Parameter>>;

interface Kind<Own extends Parameters, Given, Values> extends Declaration {
  /** As tables and stages call it. */
  readonly title: string;
  readonly parameters: Own;
  /** What its optimiser and schedule are where nobody says, if it is trained by steps. */
  readonly steps?: Steps;
  /** Bytes that it holds beside the features, and the parameter that makes them as many. */
  heldBytes(of: TaskSize, values: Values): { parameter: keyof Own & string; bytes: number };
  /** Whether another seed may give another answer. */
  isDrawn(values: Values): boolean;
  /** @throws INVALID_FIELD for features that are not finite */
  run(task: Given, values: Values, watch: Watch): AsyncIterable<Answer>;
}

/** A probe of features that stay the same. */
export interface RowsProbe<Own extends Parameters = Parameters, More = unknown>
  extends Kind<Own, RowsTask, ValuesOf<Own> & More> {
  readonly needs: 'rows';
}

/** A probe that can also learn from views. */
export interface BatchesProbe<Own extends Parameters = Parameters, More = unknown>
  extends Kind<Own, BatchesTask, ValuesOf<Own> & More> {
  readonly needs: 'batches';
}

/** A probe that changes the encoder, and so needs its images. */
export interface ImagesProbe<Own extends Parameters = Parameters, More = unknown>
  extends Kind<Own, ImagesTask, ValuesOf<Own> & More> {
  readonly needs: 'images';
}

/** A way to measure what features hold: all that is known of it stands in one file. */
export type Probe = RowsProbe<Parameters, Steps> | BatchesProbe<Parameters, Steps> | ImagesProbe<Parameters, Steps>;

/** The parameters of probes that are trained by steps. */
export const epochs = {
  about: 'how often each training image is seen',
  bounds: { atLeast: 1, atMost: 1e6 },
  integer: true,
};
export const batch = { about: 'images in a step', bounds: { atLeast: 1, atMost: 1e6 }, integer: true };

/**
 * Bytes of a batch as it is read, gathered, standardised and handed to TensorFlow; and of the first weights, so many for each feature,
 * with gradient, moments, and what they are drawn into.
 */
export function steppedBytes({ train, width }: TaskSize, batch: number, weights: number): number {
  return 4 * (Math.min(batch, train) * 4 * width + 8 * weights * width);
}

/** How the learning rate goes over so many images: a schedule goes by them, for some batches are smaller. */
export function courseOf(schedule: Steps['schedule'], images: number): Schedule {
  return { ...schedule, warmup: schedule.warmup * images, steps: images };
}
