// Original file: proto/parallax/v1/training.proto

import type { RecipeInput as _parallax_v1_RecipeInput, Recipe as _parallax_v1_Recipe } from '../../parallax/v1/Recipe.js';
import type { NetworkInput as _parallax_v1_NetworkInput, Network as _parallax_v1_Network } from '../../parallax/v1/Network.js';
import type { HeadSpecInput as _parallax_v1_HeadSpecInput, HeadSpec as _parallax_v1_HeadSpec } from '../../parallax/v1/HeadSpec.js';
import type { EncoderRefInput as _parallax_v1_EncoderRefInput, EncoderRef as _parallax_v1_EncoderRef } from '../../parallax/v1/EncoderRef.js';
import type { ObjectiveInput as _parallax_v1_ObjectiveInput, Objective as _parallax_v1_Objective } from '../../parallax/v1/Objective.js';
import type { OptimiserInput as _parallax_v1_OptimiserInput, Optimiser as _parallax_v1_Optimiser } from '../../parallax/v1/Optimiser.js';
import type { ScheduleInput as _parallax_v1_ScheduleInput, Schedule as _parallax_v1_Schedule } from '../../parallax/v1/Schedule.js';
import type { PrecisionInput as _parallax_v1_PrecisionInput, Precision as _parallax_v1_Precision } from '../../parallax/v1/Precision.js';
import type { OnlineDiagnosticsSpecInput as _parallax_v1_OnlineDiagnosticsSpecInput, OnlineDiagnosticsSpec as _parallax_v1_OnlineDiagnosticsSpec } from '../../parallax/v1/OnlineDiagnosticsSpec.js';
import type { DatasetRefInput as _parallax_v1_DatasetRefInput, DatasetRef as _parallax_v1_DatasetRef } from '../../parallax/v1/DatasetRef.js';
import type { ContinuationInput as _parallax_v1_ContinuationInput, Continuation as _parallax_v1_Continuation } from '../../parallax/v1/Continuation.js';
import type { KeepSpecInput as _parallax_v1_KeepSpecInput, KeepSpec as _parallax_v1_KeepSpec } from '../../parallax/v1/KeepSpec.js';
import type { StopWhenInput as _parallax_v1_StopWhenInput, StopWhen as _parallax_v1_StopWhen } from '../../parallax/v1/StopWhen.js';
import type { TrainingViewsInput as _parallax_v1_TrainingViewsInput, TrainingViews as _parallax_v1_TrainingViews } from '../../parallax/v1/TrainingViews.js';
import type { Long } from '@grpc/proto-loader';

export interface TrainingSpecInput {
  'preset'?: (string);
  'images'?: (number | string | Long);
  'recipe'?: (_parallax_v1_RecipeInput | null);
  'network'?: (_parallax_v1_NetworkInput | null);
  'head'?: (_parallax_v1_HeadSpecInput | null);
  'startFrom'?: (_parallax_v1_EncoderRefInput | null);
  'objective'?: (_parallax_v1_ObjectiveInput | null);
  'optimiser'?: (_parallax_v1_OptimiserInput | null);
  'schedule'?: (_parallax_v1_ScheduleInput | null);
  'batch'?: (number);
  'dropLast'?: (boolean);
  'epochs'?: (number);
  'seed'?: (number);
  'checkpointSteps'?: (number);
  'precision'?: (_parallax_v1_PrecisionInput);
  'diagnostics'?: (_parallax_v1_OnlineDiagnosticsSpecInput | null);
  'dataset'?: (_parallax_v1_DatasetRefInput | null);
  'continueFrom'?: (_parallax_v1_ContinuationInput | null);
  'freeze'?: (string);
  'keep'?: (_parallax_v1_KeepSpecInput | null);
  'stopWhen'?: (_parallax_v1_StopWhenInput | null);
  'views'?: (_parallax_v1_TrainingViewsInput | null);
  'chunk'?: (number);
  '_preset'?: "preset";
  '_images'?: "images";
  '_batch'?: "batch";
  '_chunk'?: "chunk";
  '_dropLast'?: "dropLast";
  '_epochs'?: "epochs";
  '_seed'?: "seed";
  '_checkpointSteps'?: "checkpointSteps";
  '_precision'?: "precision";
  '_freeze'?: "freeze";
}

export interface TrainingSpec {
  'preset'?: (string);
  'images'?: (number);
  'recipe'?: (_parallax_v1_Recipe);
  'network'?: (_parallax_v1_Network);
  'head'?: (_parallax_v1_HeadSpec);
  'startFrom'?: (_parallax_v1_EncoderRef);
  'objective'?: (_parallax_v1_Objective);
  'optimiser'?: (_parallax_v1_Optimiser);
  'schedule'?: (_parallax_v1_Schedule);
  'batch'?: (number);
  'dropLast'?: (boolean);
  'epochs'?: (number);
  'seed'?: (number);
  'checkpointSteps'?: (number);
  'precision'?: (_parallax_v1_Precision);
  'diagnostics'?: (_parallax_v1_OnlineDiagnosticsSpec);
  'dataset'?: (_parallax_v1_DatasetRef);
  'continueFrom'?: (_parallax_v1_Continuation);
  'freeze'?: (string);
  'keep'?: (_parallax_v1_KeepSpec);
  'stopWhen'?: (_parallax_v1_StopWhen);
  'views'?: (_parallax_v1_TrainingViews);
  'chunk'?: (number);
}
