// Original file: proto/parallax/v1/objective.proto


export interface DinoInput {
  'temperature'?: (number | string);
  'targetTemperature'?: (number | string);
  'centreMomentum'?: (number | string);
  'targetMomentum'?: (number | string);
  '_temperature'?: "temperature";
  '_targetTemperature'?: "targetTemperature";
  '_centreMomentum'?: "centreMomentum";
  '_targetMomentum'?: "targetMomentum";
}

export interface Dino {
  'temperature'?: (number);
  'targetTemperature'?: (number);
  'centreMomentum'?: (number);
  'targetMomentum'?: (number);
}
