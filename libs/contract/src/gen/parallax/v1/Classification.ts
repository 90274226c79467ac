// Original file: proto/parallax/v1/embedding_service.proto

import type { ClassProbabilityInput as _parallax_v1_ClassProbabilityInput, ClassProbability as _parallax_v1_ClassProbability } from '../../parallax/v1/ClassProbability.js';

export interface ClassificationInput {
  'classes'?: (_parallax_v1_ClassProbabilityInput)[];
}

export interface Classification {
  'classes': (_parallax_v1_ClassProbability)[];
}
