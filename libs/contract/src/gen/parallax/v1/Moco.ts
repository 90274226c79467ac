// Original file: proto/parallax/v1/objective.proto


export interface MocoInput {
  'temperature'?: (number | string);
  'queue'?: (number);
  'targetMomentum'?: (number | string);
  '_temperature'?: "temperature";
  '_queue'?: "queue";
  '_targetMomentum'?: "targetMomentum";
}

export interface Moco {
  'temperature'?: (number);
  'queue'?: (number);
  'targetMomentum'?: (number);
}
