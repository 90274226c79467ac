import type { Declaration, NumberParameter } from '@parallax/errors';
import type { catalogue } from '@parallax/telemetry';
import type { Tensor } from '@parallax/tensors';

/**
 * What the networks make of a batch, and objectives compare: h of the encoder, z of the head, what a predictor makes of z, and the z of a
 * slower copy of encoder and head, the target.
 */
type RowsName = 'features' | 'projections' | 'predictions' | 'targets';

/** What is measured in a step beside its loss, by its name in the catalogue of metrics. */
export type StepMetric = keyof typeof catalogue.training;

/** How many views of each image there are, and how many of them are global, which come first. */
export interface ViewCounts {
  views: number;
  globals: number;
}

/** A batch as an objective sees it. */
interface BatchShape extends ViewCounts {
  images: number;
  /** Of one row. */
  width: number;
}

/** What an objective has beside the rows. */
interface StepContext extends ViewCounts {
  /** The class of each image, where it needs to know. */
  labels?: Int32Array | undefined;
  /** What it keeps, as it is before the step. */
  kept: Readonly<Record<string, Tensor>>;
  /** So many numbers of the standard normal distribution, new in each step, and the same for the same seed and step. */
  gaussian(count: number): Float32Array;
}

/** What an objective keeps from step to step. */
interface Kept {
  shape: readonly [rows: number, width: number];
  /** Directions: each row is a unit vector in a random one. */
  begins: 'zeros' | 'directions';
}

/** Scalars by the metrics' names. */
export type Measured = { readonly [Name in StepMetric]?: Tensor };

/** What an objective makes of a batch. */
interface Computed {
  /** A scalar, the mean over the rows. */
  loss: Tensor;
  /** By each of the rows through which it is to learn, in their shape; never by targets. */
  gradients: { [Name in RowsName]?: Tensor };
  /** What it keeps for the next step, in place of what it was given. */
  kept?: Readonly<Record<string, Tensor>>;
  /** Its metrics as scalars; computed when this is called, from tensors that must still live. */
  measure(): Measured;
}

/** What a training makes better: all that is known of it stands in one file. */
export interface Objective<Rows extends RowsName = RowsName, Name extends string = string> extends Declaration {
  /** Views of each image that it compares: so many, or, with `manyViews`, at least. */
  readonly views: number;
  readonly manyViews?: true;
  /** Whether it tells local views, which a target does not see, from the global ones. */
  readonly localViews?: true;
  /** Whether it needs to know the images' classes. */
  readonly labels?: true;
  /** What it compares; the networks have a predictor or a target where it takes their rows, and but for `features` a head. */
  readonly rows: readonly Rows[];
  readonly parameters: Readonly<Record<Name, NumberParameter>>;
  /** What `measure` brings, in that order. */
  readonly metrics: readonly StepMetric[];
  /** The loss of rows that are all alike, where that doesn't depend on what they are. */
  collapsedLoss?(of: BatchShape, values: Readonly<Record<Name, number>>): number;
  /** The lowest loss that any rows have, or come near, where it is known: of rows wide enough to be as far apart as so many can be. */
  floor?(of: BatchShape, values: Readonly<Record<Name, number>>): number;
  /**
   * How much of the target stays in a step, where there is one.
   *
   * @param done share of all steps that have been done, from 0 to 1
   */
  targetMomentum?(values: Readonly<Record<Name, number>>, done: number): number;
  /**
   * What it keeps from step to step, such as a queue, by name.
   *
   * @param width of the rows
   */
  keeps?(values: Readonly<Record<Name, number>>, width: number): Record<string, Kept>;
  /** Float32 values that it holds at once beside its rows, by which memory is bounded before a training begins. */
  heldFloats(of: BatchShape, values: Readonly<Record<Name, number>>): number;
  /**
   * The loss and its gradients, in closed form.
   *
   * @param rows float32 [images · views, width] each, of targets [images · globals, width]; of an image's views the rows stand one after
   *   another
   */
  compute(rows: Readonly<Record<Rows, Tensor>>, values: Readonly<Record<Name, number>>, context: StepContext): Computed;
}
