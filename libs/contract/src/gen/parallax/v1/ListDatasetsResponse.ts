// Original file: proto/parallax/v1/augmentation.proto

import type { DatasetInput as _parallax_v1_DatasetInput, Dataset as _parallax_v1_Dataset } from '../../parallax/v1/Dataset.js';

export interface ListDatasetsResponseInput {
  'datasets'?: (_parallax_v1_DatasetInput)[];
  'nextPageToken'?: (string);
}

export interface ListDatasetsResponse {
  'datasets': (_parallax_v1_Dataset)[];
  'nextPageToken'?: (string);
}
