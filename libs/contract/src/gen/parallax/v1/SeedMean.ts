// Original file: proto/parallax/v1/probe.proto


export interface SeedMeanInput {
  'value'?: (number | string);
  'low'?: (number | string);
  'high'?: (number | string);
  'deviation'?: (number | string);
}

export interface SeedMean {
  'value'?: (number);
  'low'?: (number);
  'high'?: (number);
  'deviation'?: (number);
}
