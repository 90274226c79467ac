// Original file: proto/parallax/v1/probe.proto

import type { EvaluationInput as _parallax_v1_EvaluationInput, Evaluation as _parallax_v1_Evaluation } from '../../parallax/v1/Evaluation.js';
import type { DiagnosticsInput as _parallax_v1_DiagnosticsInput, Diagnostics as _parallax_v1_Diagnostics } from '../../parallax/v1/Diagnostics.js';
import type { StageInput as _parallax_v1_StageInput, Stage as _parallax_v1_Stage } from '../../parallax/v1/Stage.js';
import type { OverSeedsInput as _parallax_v1_OverSeedsInput, OverSeeds as _parallax_v1_OverSeeds } from '../../parallax/v1/OverSeeds.js';
import type { Long } from '@grpc/proto-loader';

export interface ProbeResultInput {
  'evaluations'?: (_parallax_v1_EvaluationInput)[];
  'diagnostics'?: (_parallax_v1_DiagnosticsInput | null);
  'features'?: (string);
  'trainImages'?: (number | string | Long);
  'testImages'?: (number | string | Long);
  'randomEncoder'?: (string);
  'seconds'?: (number | string);
  'stages'?: (_parallax_v1_StageInput)[];
  'overSeeds'?: (_parallax_v1_OverSeedsInput)[];
}

export interface ProbeResult {
  'evaluations': (_parallax_v1_Evaluation)[];
  'diagnostics'?: (_parallax_v1_Diagnostics);
  'features'?: (string);
  'trainImages'?: (number);
  'testImages'?: (number);
  'randomEncoder'?: (string);
  'seconds'?: (number);
  'stages': (_parallax_v1_Stage)[];
  'overSeeds': (_parallax_v1_OverSeeds)[];
}
