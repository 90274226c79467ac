import type { Declaration, Parameter, ValuesOf } from '@parallax/errors';
import type { Layer } from './layer.js';

/** Sides of the images that a network takes, in pixels. */
interface Sizes {
  multipleOf: number;
  smallest: number;
  largest: number;
}

/** A family of networks: all that is known of it stands in one file. */
export interface NetworkKind<
  Parameters extends Readonly<Record<string, Parameter>> = Readonly<Record<string, Parameter>>,
> extends Declaration {
  readonly parameters: Parameters;
  /** What the names of its classifier's tensors begin with, in PyTorch's class: an encoder has none. */
  readonly classifier?: string;
  sizes(values: ValuesOf<Parameters>): Sizes;
  /** From images [size, size, 3] to h, one row of features. The first is shown the images. */
  layers(values: ValuesOf<Parameters>): Layer[];
}
