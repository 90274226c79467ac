// Original file: proto/parallax/v1/augmentation.proto

import type { ImportSpecInput as _parallax_v1_ImportSpecInput, ImportSpec as _parallax_v1_ImportSpec } from '../../parallax/v1/ImportSpec.js';
import type { JobOptionsInput as _parallax_v1_JobOptionsInput, JobOptions as _parallax_v1_JobOptions } from '../../parallax/v1/JobOptions.js';

export interface StartImportRequestInput {
  'spec'?: (_parallax_v1_ImportSpecInput | null);
  'experiment'?: (string);
  'requestId'?: (string);
  'options'?: (_parallax_v1_JobOptionsInput | null);
}

export interface StartImportRequest {
  'spec'?: (_parallax_v1_ImportSpec);
  'experiment'?: (string);
  'requestId'?: (string);
  'options'?: (_parallax_v1_JobOptions);
}
