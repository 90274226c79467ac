// Original file: proto/parallax/v1/import.proto

import type { DatasetRefInput as _parallax_v1_DatasetRefInput, DatasetRef as _parallax_v1_DatasetRef } from '../../parallax/v1/DatasetRef.js';
import type { ImportedSplitInput as _parallax_v1_ImportedSplitInput, ImportedSplit as _parallax_v1_ImportedSplit } from '../../parallax/v1/ImportedSplit.js';
import type { LeftOutInput as _parallax_v1_LeftOutInput, LeftOut as _parallax_v1_LeftOut } from '../../parallax/v1/LeftOut.js';
import type { StageInput as _parallax_v1_StageInput, Stage as _parallax_v1_Stage } from '../../parallax/v1/Stage.js';
import type { BlobRefInput as _parallax_v1_BlobRefInput, BlobRef as _parallax_v1_BlobRef } from '../../parallax/v1/BlobRef.js';
import type { Long } from '@grpc/proto-loader';

export interface ImportResultInput {
  'dataset'?: (_parallax_v1_DatasetRefInput | null);
  'sha256'?: (string);
  'format'?: (string);
  'size'?: (number);
  'splits'?: (_parallax_v1_ImportedSplitInput)[];
  'bad'?: (number | string | Long);
  'otherFiles'?: (number | string | Long);
  'duplicates'?: (number | string | Long);
  'leftOut'?: (_parallax_v1_LeftOutInput)[];
  'seconds'?: (number | string);
  'stages'?: (_parallax_v1_StageInput)[];
  'allLeftOut'?: (_parallax_v1_BlobRefInput | null);
  'nearDuplicates'?: (number | string | Long);
  'decoded'?: (_parallax_v1_BlobRefInput | null);
  'pieces'?: (_parallax_v1_BlobRefInput)[];
  'added'?: (number | string | Long);
  'newClasses'?: (string)[];
  'classes'?: (string)[];
  'warning'?: (string);
  'newClassCount'?: (number | string | Long);
}

export interface ImportResult {
  'dataset'?: (_parallax_v1_DatasetRef);
  'sha256'?: (string);
  'format'?: (string);
  'size'?: (number);
  'splits': (_parallax_v1_ImportedSplit)[];
  'bad'?: (number);
  'otherFiles'?: (number);
  'duplicates'?: (number);
  'leftOut': (_parallax_v1_LeftOut)[];
  'seconds'?: (number);
  'stages': (_parallax_v1_Stage)[];
  'allLeftOut'?: (_parallax_v1_BlobRef);
  'nearDuplicates'?: (number);
  'decoded'?: (_parallax_v1_BlobRef);
  'pieces': (_parallax_v1_BlobRef)[];
  'added'?: (number);
  'newClasses': (string)[];
  'classes': (string)[];
  'warning'?: (string);
  'newClassCount'?: (number);
}
