// Original file: proto/parallax/v1/training.proto

import type { ObjectiveKindInput as _parallax_v1_ObjectiveKindInput, ObjectiveKind as _parallax_v1_ObjectiveKind } from '../../parallax/v1/ObjectiveKind.js';

export interface ObjectiveInput {
  'kind'?: (_parallax_v1_ObjectiveKindInput);
  'temperature'?: (number | string);
  '_kind'?: "kind";
  '_temperature'?: "temperature";
}

export interface Objective {
  'kind'?: (_parallax_v1_ObjectiveKind);
  'temperature'?: (number);
}
