// Original file: proto/parallax/v1/probe.proto


export interface FewLabelsProbeInput {
  'shares'?: (number | string)[];
  'c'?: (number | string);
  '_c'?: "c";
}

export interface FewLabelsProbe {
  'shares': (number)[];
  'c'?: (number);
}
