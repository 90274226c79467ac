// Original file: proto/parallax/v1/probe.proto


export interface LogisticProbeInput {
  'c'?: (number | string)[];
  'iterations'?: (number);
  'heldOut'?: (number | string);
  '_iterations'?: "iterations";
  '_heldOut'?: "heldOut";
}

export interface LogisticProbe {
  'c': (number)[];
  'iterations'?: (number);
  'heldOut'?: (number);
}
