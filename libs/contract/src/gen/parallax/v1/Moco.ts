// Original file: proto/parallax/v1/objective.proto


export interface MocoInput {
  'temperature'?: (number | string);
  'queueSize'?: (number);
  'targetMomentum'?: (number | string);
  '_temperature'?: "temperature";
  '_queueSize'?: "queueSize";
  '_targetMomentum'?: "targetMomentum";
}

export interface Moco {
  'temperature'?: (number);
  'queueSize'?: (number);
  'targetMomentum'?: (number);
}
