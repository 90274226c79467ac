import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { AnyInput as _google_protobuf_AnyInput, Any as _google_protobuf_Any } from './google/protobuf/Any.js';
import type { DurationInput as _google_protobuf_DurationInput, Duration as _google_protobuf_Duration } from './google/protobuf/Duration.js';
import type { TimestampInput as _google_protobuf_TimestampInput, Timestamp as _google_protobuf_Timestamp } from './google/protobuf/Timestamp.js';
import type { StatusInput as _google_rpc_StatusInput, Status as _google_rpc_Status } from './google/rpc/Status.js';
import type { AdamInput as _parallax_v1_AdamInput, Adam as _parallax_v1_Adam } from './parallax/v1/Adam.js';
import type { AdamWInput as _parallax_v1_AdamWInput, AdamW as _parallax_v1_AdamW } from './parallax/v1/AdamW.js';
import type { BlobRefInput as _parallax_v1_BlobRefInput, BlobRef as _parallax_v1_BlobRef } from './parallax/v1/BlobRef.js';
import type { ColorJitterInput as _parallax_v1_ColorJitterInput, ColorJitter as _parallax_v1_ColorJitter } from './parallax/v1/ColorJitter.js';
import type { ConstantScheduleInput as _parallax_v1_ConstantScheduleInput, ConstantSchedule as _parallax_v1_ConstantSchedule } from './parallax/v1/ConstantSchedule.js';
import type { CosineScheduleInput as _parallax_v1_CosineScheduleInput, CosineSchedule as _parallax_v1_CosineSchedule } from './parallax/v1/CosineSchedule.js';
import type { CutoutInput as _parallax_v1_CutoutInput, Cutout as _parallax_v1_Cutout } from './parallax/v1/Cutout.js';
import type { DatasetInput as _parallax_v1_DatasetInput, Dataset as _parallax_v1_Dataset } from './parallax/v1/Dataset.js';
import type { DatasetRefInput as _parallax_v1_DatasetRefInput, DatasetRef as _parallax_v1_DatasetRef } from './parallax/v1/DatasetRef.js';
import type { DiagnosticsInput as _parallax_v1_DiagnosticsInput, Diagnostics as _parallax_v1_Diagnostics } from './parallax/v1/Diagnostics.js';
import type { EmbeddingsInputInput as _parallax_v1_EmbeddingsInputInput, EmbeddingsInput as _parallax_v1_EmbeddingsInput } from './parallax/v1/EmbeddingsInput.js';
import type { EvaluationInput as _parallax_v1_EvaluationInput, Evaluation as _parallax_v1_Evaluation } from './parallax/v1/Evaluation.js';
import type { FewLabelsProbeInput as _parallax_v1_FewLabelsProbeInput, FewLabelsProbe as _parallax_v1_FewLabelsProbe } from './parallax/v1/FewLabelsProbe.js';
import type { FineTuningProbeInput as _parallax_v1_FineTuningProbeInput, FineTuningProbe as _parallax_v1_FineTuningProbe } from './parallax/v1/FineTuningProbe.js';
import type { GaussianBlurInput as _parallax_v1_GaussianBlurInput, GaussianBlur as _parallax_v1_GaussianBlur } from './parallax/v1/GaussianBlur.js';
import type { ImageShardInput as _parallax_v1_ImageShardInput, ImageShard as _parallax_v1_ImageShard } from './parallax/v1/ImageShard.js';
import type { JobOptionsInput as _parallax_v1_JobOptionsInput, JobOptions as _parallax_v1_JobOptions } from './parallax/v1/JobOptions.js';
import type { JobStatusInput as _parallax_v1_JobStatusInput, JobStatus as _parallax_v1_JobStatus } from './parallax/v1/JobStatus.js';
import type { KnnProbeInput as _parallax_v1_KnnProbeInput, KnnProbe as _parallax_v1_KnnProbe } from './parallax/v1/KnnProbe.js';
import type { LarsInput as _parallax_v1_LarsInput, Lars as _parallax_v1_Lars } from './parallax/v1/Lars.js';
import type { LinearProbeInput as _parallax_v1_LinearProbeInput, LinearProbe as _parallax_v1_LinearProbe } from './parallax/v1/LinearProbe.js';
import type { LinearScheduleInput as _parallax_v1_LinearScheduleInput, LinearSchedule as _parallax_v1_LinearSchedule } from './parallax/v1/LinearSchedule.js';
import type { LogisticProbeInput as _parallax_v1_LogisticProbeInput, LogisticProbe as _parallax_v1_LogisticProbe } from './parallax/v1/LogisticProbe.js';
import type { MlpProbeInput as _parallax_v1_MlpProbeInput, MlpProbe as _parallax_v1_MlpProbe } from './parallax/v1/MlpProbe.js';
import type { MuonInput as _parallax_v1_MuonInput, Muon as _parallax_v1_Muon } from './parallax/v1/Muon.js';
import type { NormalisationInput as _parallax_v1_NormalisationInput, Normalisation as _parallax_v1_Normalisation } from './parallax/v1/Normalisation.js';
import type { OnlineDiagnosticsInput as _parallax_v1_OnlineDiagnosticsInput, OnlineDiagnostics as _parallax_v1_OnlineDiagnostics } from './parallax/v1/OnlineDiagnostics.js';
import type { OnlineDiagnosticsSpecInput as _parallax_v1_OnlineDiagnosticsSpecInput, OnlineDiagnosticsSpec as _parallax_v1_OnlineDiagnosticsSpec } from './parallax/v1/OnlineDiagnosticsSpec.js';
import type { OperationInput as _parallax_v1_OperationInput, Operation as _parallax_v1_Operation } from './parallax/v1/Operation.js';
import type { OptimiserInput as _parallax_v1_OptimiserInput, Optimiser as _parallax_v1_Optimiser } from './parallax/v1/Optimiser.js';
import type { OverSeedsInput as _parallax_v1_OverSeedsInput, OverSeeds as _parallax_v1_OverSeeds } from './parallax/v1/OverSeeds.js';
import type { ProbeResultInput as _parallax_v1_ProbeResultInput, ProbeResult as _parallax_v1_ProbeResult } from './parallax/v1/ProbeResult.js';
import type { ProbeSpecInput as _parallax_v1_ProbeSpecInput, ProbeSpec as _parallax_v1_ProbeSpec } from './parallax/v1/ProbeSpec.js';
import type { ProgressInput as _parallax_v1_ProgressInput, Progress as _parallax_v1_Progress } from './parallax/v1/Progress.js';
import type { ProportionInput as _parallax_v1_ProportionInput, Proportion as _parallax_v1_Proportion } from './parallax/v1/Proportion.js';
import type { RandomAffineInput as _parallax_v1_RandomAffineInput, RandomAffine as _parallax_v1_RandomAffine } from './parallax/v1/RandomAffine.js';
import type { RandomEqualizeInput as _parallax_v1_RandomEqualizeInput, RandomEqualize as _parallax_v1_RandomEqualize } from './parallax/v1/RandomEqualize.js';
import type { RandomErasingInput as _parallax_v1_RandomErasingInput, RandomErasing as _parallax_v1_RandomErasing } from './parallax/v1/RandomErasing.js';
import type { RandomGrayscaleInput as _parallax_v1_RandomGrayscaleInput, RandomGrayscale as _parallax_v1_RandomGrayscale } from './parallax/v1/RandomGrayscale.js';
import type { RandomHorizontalFlipInput as _parallax_v1_RandomHorizontalFlipInput, RandomHorizontalFlip as _parallax_v1_RandomHorizontalFlip } from './parallax/v1/RandomHorizontalFlip.js';
import type { RandomPosterizeInput as _parallax_v1_RandomPosterizeInput, RandomPosterize as _parallax_v1_RandomPosterize } from './parallax/v1/RandomPosterize.js';
import type { RandomResizedCropInput as _parallax_v1_RandomResizedCropInput, RandomResizedCrop as _parallax_v1_RandomResizedCrop } from './parallax/v1/RandomResizedCrop.js';
import type { RandomSolarizeInput as _parallax_v1_RandomSolarizeInput, RandomSolarize as _parallax_v1_RandomSolarize } from './parallax/v1/RandomSolarize.js';
import type { RangeInput as _parallax_v1_RangeInput, Range as _parallax_v1_Range } from './parallax/v1/Range.js';
import type { RecipeInput as _parallax_v1_RecipeInput, Recipe as _parallax_v1_Recipe } from './parallax/v1/Recipe.js';
import type { ResizeInput as _parallax_v1_ResizeInput, Resize as _parallax_v1_Resize } from './parallax/v1/Resize.js';
import type { ScheduleInput as _parallax_v1_ScheduleInput, Schedule as _parallax_v1_Schedule } from './parallax/v1/Schedule.js';
import type { SeedMeanInput as _parallax_v1_SeedMeanInput, SeedMean as _parallax_v1_SeedMean } from './parallax/v1/SeedMean.js';
import type { SgdInput as _parallax_v1_SgdInput, Sgd as _parallax_v1_Sgd } from './parallax/v1/Sgd.js';
import type { SplitInput as _parallax_v1_SplitInput, Split as _parallax_v1_Split } from './parallax/v1/Split.js';
import type { StageInput as _parallax_v1_StageInput, Stage as _parallax_v1_Stage } from './parallax/v1/Stage.js';
import type { TensorInfoInput as _parallax_v1_TensorInfoInput, TensorInfo as _parallax_v1_TensorInfo } from './parallax/v1/TensorInfo.js';
import type { ViewGroupInput as _parallax_v1_ViewGroupInput, ViewGroup as _parallax_v1_ViewGroup } from './parallax/v1/ViewGroup.js';
import type { ViewsInputInput as _parallax_v1_ViewsInputInput, ViewsInput as _parallax_v1_ViewsInput } from './parallax/v1/ViewsInput.js';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  google: {
    protobuf: {
      Any: MessageTypeDefinition<_google_protobuf_AnyInput, _google_protobuf_Any>
      Duration: MessageTypeDefinition<_google_protobuf_DurationInput, _google_protobuf_Duration>
      Timestamp: MessageTypeDefinition<_google_protobuf_TimestampInput, _google_protobuf_Timestamp>
    }
    rpc: {
      Status: MessageTypeDefinition<_google_rpc_StatusInput, _google_rpc_Status>
    }
  }
  parallax: {
    v1: {
      Adam: MessageTypeDefinition<_parallax_v1_AdamInput, _parallax_v1_Adam>
      AdamW: MessageTypeDefinition<_parallax_v1_AdamWInput, _parallax_v1_AdamW>
      BlobRef: MessageTypeDefinition<_parallax_v1_BlobRefInput, _parallax_v1_BlobRef>
      ColorJitter: MessageTypeDefinition<_parallax_v1_ColorJitterInput, _parallax_v1_ColorJitter>
      ConstantSchedule: MessageTypeDefinition<_parallax_v1_ConstantScheduleInput, _parallax_v1_ConstantSchedule>
      CosineSchedule: MessageTypeDefinition<_parallax_v1_CosineScheduleInput, _parallax_v1_CosineSchedule>
      Cutout: MessageTypeDefinition<_parallax_v1_CutoutInput, _parallax_v1_Cutout>
      Dataset: MessageTypeDefinition<_parallax_v1_DatasetInput, _parallax_v1_Dataset>
      DatasetRef: MessageTypeDefinition<_parallax_v1_DatasetRefInput, _parallax_v1_DatasetRef>
      Diagnostics: MessageTypeDefinition<_parallax_v1_DiagnosticsInput, _parallax_v1_Diagnostics>
      EmbeddingsInput: MessageTypeDefinition<_parallax_v1_EmbeddingsInputInput, _parallax_v1_EmbeddingsInput>
      Evaluation: MessageTypeDefinition<_parallax_v1_EvaluationInput, _parallax_v1_Evaluation>
      FewLabelsProbe: MessageTypeDefinition<_parallax_v1_FewLabelsProbeInput, _parallax_v1_FewLabelsProbe>
      FineTuningProbe: MessageTypeDefinition<_parallax_v1_FineTuningProbeInput, _parallax_v1_FineTuningProbe>
      GaussianBlur: MessageTypeDefinition<_parallax_v1_GaussianBlurInput, _parallax_v1_GaussianBlur>
      ImageShard: MessageTypeDefinition<_parallax_v1_ImageShardInput, _parallax_v1_ImageShard>
      JobOptions: MessageTypeDefinition<_parallax_v1_JobOptionsInput, _parallax_v1_JobOptions>
      JobPriority: EnumTypeDefinition
      JobState: EnumTypeDefinition
      JobStatus: MessageTypeDefinition<_parallax_v1_JobStatusInput, _parallax_v1_JobStatus>
      KnnProbe: MessageTypeDefinition<_parallax_v1_KnnProbeInput, _parallax_v1_KnnProbe>
      Lars: MessageTypeDefinition<_parallax_v1_LarsInput, _parallax_v1_Lars>
      LinearProbe: MessageTypeDefinition<_parallax_v1_LinearProbeInput, _parallax_v1_LinearProbe>
      LinearSchedule: MessageTypeDefinition<_parallax_v1_LinearScheduleInput, _parallax_v1_LinearSchedule>
      LogisticProbe: MessageTypeDefinition<_parallax_v1_LogisticProbeInput, _parallax_v1_LogisticProbe>
      MlpProbe: MessageTypeDefinition<_parallax_v1_MlpProbeInput, _parallax_v1_MlpProbe>
      Muon: MessageTypeDefinition<_parallax_v1_MuonInput, _parallax_v1_Muon>
      Normalisation: MessageTypeDefinition<_parallax_v1_NormalisationInput, _parallax_v1_Normalisation>
      OnlineDiagnostics: MessageTypeDefinition<_parallax_v1_OnlineDiagnosticsInput, _parallax_v1_OnlineDiagnostics>
      OnlineDiagnosticsSpec: MessageTypeDefinition<_parallax_v1_OnlineDiagnosticsSpecInput, _parallax_v1_OnlineDiagnosticsSpec>
      OnlineMeasure: EnumTypeDefinition
      Operation: MessageTypeDefinition<_parallax_v1_OperationInput, _parallax_v1_Operation>
      Optimiser: MessageTypeDefinition<_parallax_v1_OptimiserInput, _parallax_v1_Optimiser>
      OverSeeds: MessageTypeDefinition<_parallax_v1_OverSeedsInput, _parallax_v1_OverSeeds>
      Precision: EnumTypeDefinition
      ProbeResult: MessageTypeDefinition<_parallax_v1_ProbeResultInput, _parallax_v1_ProbeResult>
      ProbeSpec: MessageTypeDefinition<_parallax_v1_ProbeSpecInput, _parallax_v1_ProbeSpec>
      Progress: MessageTypeDefinition<_parallax_v1_ProgressInput, _parallax_v1_Progress>
      Proportion: MessageTypeDefinition<_parallax_v1_ProportionInput, _parallax_v1_Proportion>
      RandomAffine: MessageTypeDefinition<_parallax_v1_RandomAffineInput, _parallax_v1_RandomAffine>
      RandomEqualize: MessageTypeDefinition<_parallax_v1_RandomEqualizeInput, _parallax_v1_RandomEqualize>
      RandomErasing: MessageTypeDefinition<_parallax_v1_RandomErasingInput, _parallax_v1_RandomErasing>
      RandomGrayscale: MessageTypeDefinition<_parallax_v1_RandomGrayscaleInput, _parallax_v1_RandomGrayscale>
      RandomHorizontalFlip: MessageTypeDefinition<_parallax_v1_RandomHorizontalFlipInput, _parallax_v1_RandomHorizontalFlip>
      RandomPosterize: MessageTypeDefinition<_parallax_v1_RandomPosterizeInput, _parallax_v1_RandomPosterize>
      RandomResizedCrop: MessageTypeDefinition<_parallax_v1_RandomResizedCropInput, _parallax_v1_RandomResizedCrop>
      RandomSolarize: MessageTypeDefinition<_parallax_v1_RandomSolarizeInput, _parallax_v1_RandomSolarize>
      Range: MessageTypeDefinition<_parallax_v1_RangeInput, _parallax_v1_Range>
      Recipe: MessageTypeDefinition<_parallax_v1_RecipeInput, _parallax_v1_Recipe>
      Representation: EnumTypeDefinition
      Resize: MessageTypeDefinition<_parallax_v1_ResizeInput, _parallax_v1_Resize>
      Schedule: MessageTypeDefinition<_parallax_v1_ScheduleInput, _parallax_v1_Schedule>
      SeedMean: MessageTypeDefinition<_parallax_v1_SeedMeanInput, _parallax_v1_SeedMean>
      Sgd: MessageTypeDefinition<_parallax_v1_SgdInput, _parallax_v1_Sgd>
      Split: MessageTypeDefinition<_parallax_v1_SplitInput, _parallax_v1_Split>
      Stage: MessageTypeDefinition<_parallax_v1_StageInput, _parallax_v1_Stage>
      TensorInfo: MessageTypeDefinition<_parallax_v1_TensorInfoInput, _parallax_v1_TensorInfo>
      ViewGroup: MessageTypeDefinition<_parallax_v1_ViewGroupInput, _parallax_v1_ViewGroup>
      ViewsInput: MessageTypeDefinition<_parallax_v1_ViewsInputInput, _parallax_v1_ViewsInput>
    }
  }
}

