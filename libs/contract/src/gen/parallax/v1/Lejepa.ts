// Original file: proto/parallax/v1/objective.proto


export interface LejepaInput {
  'sigreg'?: (number | string);
  'directions'?: (number);
  '_sigreg'?: "sigreg";
  '_directions'?: "directions";
}

export interface Lejepa {
  'sigreg'?: (number);
  'directions'?: (number);
}
