import type { Bounds } from '@parallax/errors';
import type { catalogue } from '@parallax/telemetry';
import type { Tensor } from '@parallax/tensors';

/** A number that a request may set: a field of the objective's message in the contract. */
interface Parameter {
  /** What it is, in half a sentence for people. */
  about: string;
  default: number;
  bounds: Bounds;
}

/** What the networks make of a batch, and objectives compare: h of the encoder, z of the head. */
type RowsName = 'features' | 'projections';

/** What is measured in a step beside its loss, by its name in the catalogue of metrics. */
export type StepMetric = keyof typeof catalogue.training;

/** A batch as an objective sees it. */
interface BatchShape {
  images: number;
  /** Of one row. */
  width: number;
}

/** What an objective makes of a batch. */
interface Computed {
  /** A scalar, the mean over the rows. */
  loss: Tensor;
  /** By each of the rows that it takes, in their shape. */
  gradients: { [Name in RowsName]?: Tensor };
  /** Its metrics as scalars; computed when this is called, from tensors that must still live. */
  measure(): { [Name in StepMetric]?: Tensor };
}

/**
 * What a training makes better: all that is known of it stands in one file, and validation, flags, help and docs follow from
 * that.
 */
export interface Objective<Rows extends RowsName = RowsName, Name extends string = string> {
  /** As people write it, `nt-xent`; its message in the contract is called the same, `nt_xent`. */
  readonly name: string;
  /** What it is, in a sentence for people. */
  readonly about: string;
  /** Where it comes from: authors, year, title. */
  readonly paper: string;
  /** Views of each image in a batch. */
  readonly views: number;
  /** What it compares; with `projections` the networks need a head. */
  readonly rows: readonly Rows[];
  readonly parameters: Readonly<Record<Name, Parameter>>;
  /** What `measure` brings, in that order. */
  readonly metrics: readonly StepMetric[];
  /** The loss of rows that are all alike. */
  collapsedLoss(of: BatchShape, values: Readonly<Record<Name, number>>): number;
  /** Float32 values that it holds at once beside its rows, by which memory is bounded before a training begins. */
  heldFloats(of: BatchShape): number;
  /**
   * The loss and its gradients, in closed form.
   *
   * @param rows float32 [images · views, width] each; of an image's views the rows stand one after another
   */
  compute(rows: Readonly<Record<Rows, Tensor>>, values: Readonly<Record<Name, number>>): Computed;
}
