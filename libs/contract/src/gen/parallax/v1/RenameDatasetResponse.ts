// Original file: proto/parallax/v1/augmentation.proto

import type { DatasetInput as _parallax_v1_DatasetInput, Dataset as _parallax_v1_Dataset } from '../../parallax/v1/Dataset.js';

export interface RenameDatasetResponseInput {
  'dataset'?: (_parallax_v1_DatasetInput | null);
}

export interface RenameDatasetResponse {
  'dataset'?: (_parallax_v1_Dataset);
}
