// Original file: proto/parallax/v1/augmentation.proto

import type { ImportSpecInput as _parallax_v1_ImportSpecInput, ImportSpec as _parallax_v1_ImportSpec } from '../../parallax/v1/ImportSpec.js';

export interface CreateImportUploadRequestInput {
  'id'?: (string);
  'parts'?: (number)[];
  'spec'?: (_parallax_v1_ImportSpecInput | null);
}

export interface CreateImportUploadRequest {
  'id'?: (string);
  'parts': (number)[];
  'spec'?: (_parallax_v1_ImportSpec);
}
