// Original file: proto/parallax/v1/probe.proto


export interface KnnProbeInput {
  'k'?: (number)[];
  'temperature'?: (number | string);
  '_temperature'?: "temperature";
}

export interface KnnProbe {
  'k': (number)[];
  'temperature'?: (number);
}
