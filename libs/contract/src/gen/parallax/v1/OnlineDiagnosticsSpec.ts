// Original file: proto/parallax/v1/diagnostics.proto


export interface OnlineDiagnosticsSpecInput {
  'everyEpochs'?: (number);
  'images'?: (number);
  'bank'?: (number);
  'budget'?: (number | string);
  '_everyEpochs'?: "everyEpochs";
  '_images'?: "images";
  '_bank'?: "bank";
  '_budget'?: "budget";
}

export interface OnlineDiagnosticsSpec {
  'everyEpochs'?: (number);
  'images'?: (number);
  'bank'?: (number);
  'budget'?: (number);
}
