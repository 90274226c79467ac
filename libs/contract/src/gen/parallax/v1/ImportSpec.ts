// Original file: proto/parallax/v1/import.proto

import type { FitInput as _parallax_v1_FitInput, Fit as _parallax_v1_Fit } from '../../parallax/v1/Fit.js';
import type { LabelsInput as _parallax_v1_LabelsInput, Labels as _parallax_v1_Labels } from '../../parallax/v1/Labels.js';
import type { UploadInput as _parallax_v1_UploadInput, Upload as _parallax_v1_Upload } from '../../parallax/v1/Upload.js';
import type { S3PrefixInput as _parallax_v1_S3PrefixInput, S3Prefix as _parallax_v1_S3Prefix } from '../../parallax/v1/S3Prefix.js';
import type { ShardInput as _parallax_v1_ShardInput, Shard as _parallax_v1_Shard } from '../../parallax/v1/Shard.js';
import type { DatasetRefInput as _parallax_v1_DatasetRefInput, DatasetRef as _parallax_v1_DatasetRef } from '../../parallax/v1/DatasetRef.js';

export interface ImportSpecInput {
  'name'?: (string);
  'folder'?: (string);
  'size'?: (number);
  'fit'?: (_parallax_v1_FitInput);
  'labels'?: (_parallax_v1_LabelsInput);
  'test'?: (number | string);
  'maxBad'?: (number | string);
  'replace'?: (boolean);
  'licence'?: (string);
  'origin'?: (string);
  'upload'?: (_parallax_v1_UploadInput | null);
  'dropDuplicates'?: (boolean);
  'labelFile'?: (string);
  'group'?: (string);
  's3'?: (_parallax_v1_S3PrefixInput | null);
  'shard'?: (_parallax_v1_ShardInput | null);
  'shards'?: (string)[];
  'addTo'?: (_parallax_v1_DatasetRefInput | null);
  'source'?: "folder"|"s3"|"upload";
  '_size'?: "size";
  '_fit'?: "fit";
  '_labels'?: "labels";
  '_test'?: "test";
  '_maxBad'?: "maxBad";
  '_replace'?: "replace";
  '_licence'?: "licence";
  '_origin'?: "origin";
  '_dropDuplicates'?: "dropDuplicates";
  '_labelFile'?: "labelFile";
  '_group'?: "group";
  '_shard'?: "shard";
}

export interface ImportSpec {
  'name'?: (string);
  'folder'?: (string);
  'size'?: (number);
  'fit'?: (_parallax_v1_Fit);
  'labels'?: (_parallax_v1_Labels);
  'test'?: (number);
  'maxBad'?: (number);
  'replace'?: (boolean);
  'licence'?: (string);
  'origin'?: (string);
  'upload'?: (_parallax_v1_Upload);
  'dropDuplicates'?: (boolean);
  'labelFile'?: (string);
  'group'?: (string);
  's3'?: (_parallax_v1_S3Prefix);
  'shard'?: (_parallax_v1_Shard);
  'shards': (string)[];
  'addTo'?: (_parallax_v1_DatasetRef);
}
