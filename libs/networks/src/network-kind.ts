import type { Declaration, Parameter, ValuesOf } from '@parallax/errors';
import type { Layer } from './layer.js';

/** Sides of the images that a network takes, in pixels. */
interface Sizes {
  multipleOf: number;
  smallest: number;
  largest: number;
}

/** Lines of Python by which PyTorch computes h. */
export interface PyTorchCode {
  /** They make `model`, whose weights are still to be loaded, after what they import. */
  lines: readonly string[];
  /** What makes h of images. */
  call: string;
  /** Whether the model has the head too: others are loaded without its tensors. */
  hasHead?: true;
}

/** What such a program is for. */
interface PyTorchUse {
  /** Of the images, in pixels a side. */
  size: number;
  /** Entries of an `nn.ModuleDict` that are the encoder's head; none where it has none. */
  head: readonly string[];
}

/** How people who bring a `state_dict` know its network. */
interface Family {
  /** With an article: `a ResNet`. */
  name: string;
  /** A tensor that each of the family has, and no other does. */
  tensor: string;
}

/** A family of networks: all that is known of it stands in one file. */
export interface NetworkKind<
  Parameters extends Readonly<Record<string, Parameter>> = Readonly<Record<string, Parameter>>,
> extends Declaration {
  readonly parameters: Parameters;
  /** What it is one of, with others of other sizes. */
  readonly family: Family;
  /** What the names of its classifier's tensors begin with, in PyTorch's class: an encoder has none. */
  readonly classifier?: string;
  sizes(values: ValuesOf<Parameters>): Sizes;
  /** From images [size, size, 3] to h, one row of features. The first is shown the images. */
  layers(values: ValuesOf<Parameters>): Layer[];
  /** How PyTorch's class of it is made, whose `state_dict` an encoder is. */
  pytorch(values: ValuesOf<Parameters>, use: PyTorchUse): PyTorchCode;
}
