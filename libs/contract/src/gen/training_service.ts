import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { AnyInput as _google_protobuf_AnyInput, Any as _google_protobuf_Any } from './google/protobuf/Any.js';
import type { DurationInput as _google_protobuf_DurationInput, Duration as _google_protobuf_Duration } from './google/protobuf/Duration.js';
import type { TimestampInput as _google_protobuf_TimestampInput, Timestamp as _google_protobuf_Timestamp } from './google/protobuf/Timestamp.js';
import type { StatusInput as _google_rpc_StatusInput, Status as _google_rpc_Status } from './google/rpc/Status.js';
import type { AdamInput as _parallax_v1_AdamInput, Adam as _parallax_v1_Adam } from './parallax/v1/Adam.js';
import type { AdamWInput as _parallax_v1_AdamWInput, AdamW as _parallax_v1_AdamW } from './parallax/v1/AdamW.js';
import type { BarlowTwinsInput as _parallax_v1_BarlowTwinsInput, BarlowTwins as _parallax_v1_BarlowTwins } from './parallax/v1/BarlowTwins.js';
import type { BlobRefInput as _parallax_v1_BlobRefInput, BlobRef as _parallax_v1_BlobRef } from './parallax/v1/BlobRef.js';
import type { ByolInput as _parallax_v1_ByolInput, Byol as _parallax_v1_Byol } from './parallax/v1/Byol.js';
import type { CancelJobRequestInput as _parallax_v1_CancelJobRequestInput, CancelJobRequest as _parallax_v1_CancelJobRequest } from './parallax/v1/CancelJobRequest.js';
import type { CancelJobResponseInput as _parallax_v1_CancelJobResponseInput, CancelJobResponse as _parallax_v1_CancelJobResponse } from './parallax/v1/CancelJobResponse.js';
import type { ColorJitterInput as _parallax_v1_ColorJitterInput, ColorJitter as _parallax_v1_ColorJitter } from './parallax/v1/ColorJitter.js';
import type { ConstantScheduleInput as _parallax_v1_ConstantScheduleInput, ConstantSchedule as _parallax_v1_ConstantSchedule } from './parallax/v1/ConstantSchedule.js';
import type { ContinuationInput as _parallax_v1_ContinuationInput, Continuation as _parallax_v1_Continuation } from './parallax/v1/Continuation.js';
import type { ConvInput as _parallax_v1_ConvInput, Conv as _parallax_v1_Conv } from './parallax/v1/Conv.js';
import type { CosineScheduleInput as _parallax_v1_CosineScheduleInput, CosineSchedule as _parallax_v1_CosineSchedule } from './parallax/v1/CosineSchedule.js';
import type { CutoutInput as _parallax_v1_CutoutInput, Cutout as _parallax_v1_Cutout } from './parallax/v1/Cutout.js';
import type { DatasetInput as _parallax_v1_DatasetInput, Dataset as _parallax_v1_Dataset } from './parallax/v1/Dataset.js';
import type { DatasetRefInput as _parallax_v1_DatasetRefInput, DatasetRef as _parallax_v1_DatasetRef } from './parallax/v1/DatasetRef.js';
import type { DclInput as _parallax_v1_DclInput, Dcl as _parallax_v1_Dcl } from './parallax/v1/Dcl.js';
import type { DeleteJobRequestInput as _parallax_v1_DeleteJobRequestInput, DeleteJobRequest as _parallax_v1_DeleteJobRequest } from './parallax/v1/DeleteJobRequest.js';
import type { DeleteJobResponseInput as _parallax_v1_DeleteJobResponseInput, DeleteJobResponse as _parallax_v1_DeleteJobResponse } from './parallax/v1/DeleteJobResponse.js';
import type { DiagnosticsInput as _parallax_v1_DiagnosticsInput, Diagnostics as _parallax_v1_Diagnostics } from './parallax/v1/Diagnostics.js';
import type { DinoInput as _parallax_v1_DinoInput, Dino as _parallax_v1_Dino } from './parallax/v1/Dino.js';
import type { EmbeddingResultInput as _parallax_v1_EmbeddingResultInput, EmbeddingResult as _parallax_v1_EmbeddingResult } from './parallax/v1/EmbeddingResult.js';
import type { EmbeddingSpecInput as _parallax_v1_EmbeddingSpecInput, EmbeddingSpec as _parallax_v1_EmbeddingSpec } from './parallax/v1/EmbeddingSpec.js';
import type { EmbeddingsInputInput as _parallax_v1_EmbeddingsInputInput, EmbeddingsInput as _parallax_v1_EmbeddingsInput } from './parallax/v1/EmbeddingsInput.js';
import type { EncoderInput as _parallax_v1_EncoderInput, Encoder as _parallax_v1_Encoder } from './parallax/v1/Encoder.js';
import type { EncoderRefInput as _parallax_v1_EncoderRefInput, EncoderRef as _parallax_v1_EncoderRef } from './parallax/v1/EncoderRef.js';
import type { EvaluationInput as _parallax_v1_EvaluationInput, Evaluation as _parallax_v1_Evaluation } from './parallax/v1/Evaluation.js';
import type { FewLabelsProbeInput as _parallax_v1_FewLabelsProbeInput, FewLabelsProbe as _parallax_v1_FewLabelsProbe } from './parallax/v1/FewLabelsProbe.js';
import type { FineTuningProbeInput as _parallax_v1_FineTuningProbeInput, FineTuningProbe as _parallax_v1_FineTuningProbe } from './parallax/v1/FineTuningProbe.js';
import type { GaussianBlurInput as _parallax_v1_GaussianBlurInput, GaussianBlur as _parallax_v1_GaussianBlur } from './parallax/v1/GaussianBlur.js';
import type { GetJobRequestInput as _parallax_v1_GetJobRequestInput, GetJobRequest as _parallax_v1_GetJobRequest } from './parallax/v1/GetJobRequest.js';
import type { GetJobResponseInput as _parallax_v1_GetJobResponseInput, GetJobResponse as _parallax_v1_GetJobResponse } from './parallax/v1/GetJobResponse.js';
import type { HeadSpecInput as _parallax_v1_HeadSpecInput, HeadSpec as _parallax_v1_HeadSpec } from './parallax/v1/HeadSpec.js';
import type { ImageShardInput as _parallax_v1_ImageShardInput, ImageShard as _parallax_v1_ImageShard } from './parallax/v1/ImageShard.js';
import type { ImportResultInput as _parallax_v1_ImportResultInput, ImportResult as _parallax_v1_ImportResult } from './parallax/v1/ImportResult.js';
import type { ImportSpecInput as _parallax_v1_ImportSpecInput, ImportSpec as _parallax_v1_ImportSpec } from './parallax/v1/ImportSpec.js';
import type { ImportedSplitInput as _parallax_v1_ImportedSplitInput, ImportedSplit as _parallax_v1_ImportedSplit } from './parallax/v1/ImportedSplit.js';
import type { JobInput as _parallax_v1_JobInput, Job as _parallax_v1_Job } from './parallax/v1/Job.js';
import type { JobOptionsInput as _parallax_v1_JobOptionsInput, JobOptions as _parallax_v1_JobOptions } from './parallax/v1/JobOptions.js';
import type { JobServiceClient as _parallax_v1_JobServiceClient, JobServiceDefinition as _parallax_v1_JobServiceDefinition } from './parallax/v1/JobService.js';
import type { JobStatusInput as _parallax_v1_JobStatusInput, JobStatus as _parallax_v1_JobStatus } from './parallax/v1/JobStatus.js';
import type { KeepSpecInput as _parallax_v1_KeepSpecInput, KeepSpec as _parallax_v1_KeepSpec } from './parallax/v1/KeepSpec.js';
import type { KeptEncoderInput as _parallax_v1_KeptEncoderInput, KeptEncoder as _parallax_v1_KeptEncoder } from './parallax/v1/KeptEncoder.js';
import type { KnnProbeInput as _parallax_v1_KnnProbeInput, KnnProbe as _parallax_v1_KnnProbe } from './parallax/v1/KnnProbe.js';
import type { LarsInput as _parallax_v1_LarsInput, Lars as _parallax_v1_Lars } from './parallax/v1/Lars.js';
import type { LeftOutInput as _parallax_v1_LeftOutInput, LeftOut as _parallax_v1_LeftOut } from './parallax/v1/LeftOut.js';
import type { LejepaInput as _parallax_v1_LejepaInput, Lejepa as _parallax_v1_Lejepa } from './parallax/v1/Lejepa.js';
import type { LinearProbeInput as _parallax_v1_LinearProbeInput, LinearProbe as _parallax_v1_LinearProbe } from './parallax/v1/LinearProbe.js';
import type { LinearScheduleInput as _parallax_v1_LinearScheduleInput, LinearSchedule as _parallax_v1_LinearSchedule } from './parallax/v1/LinearSchedule.js';
import type { ListJobsRequestInput as _parallax_v1_ListJobsRequestInput, ListJobsRequest as _parallax_v1_ListJobsRequest } from './parallax/v1/ListJobsRequest.js';
import type { ListJobsResponseInput as _parallax_v1_ListJobsResponseInput, ListJobsResponse as _parallax_v1_ListJobsResponse } from './parallax/v1/ListJobsResponse.js';
import type { LogisticProbeInput as _parallax_v1_LogisticProbeInput, LogisticProbe as _parallax_v1_LogisticProbe } from './parallax/v1/LogisticProbe.js';
import type { MlpProbeInput as _parallax_v1_MlpProbeInput, MlpProbe as _parallax_v1_MlpProbe } from './parallax/v1/MlpProbe.js';
import type { MocoInput as _parallax_v1_MocoInput, Moco as _parallax_v1_Moco } from './parallax/v1/Moco.js';
import type { MuonInput as _parallax_v1_MuonInput, Muon as _parallax_v1_Muon } from './parallax/v1/Muon.js';
import type { NetworkInput as _parallax_v1_NetworkInput, Network as _parallax_v1_Network } from './parallax/v1/Network.js';
import type { NormalisationInput as _parallax_v1_NormalisationInput, Normalisation as _parallax_v1_Normalisation } from './parallax/v1/Normalisation.js';
import type { NtXentInput as _parallax_v1_NtXentInput, NtXent as _parallax_v1_NtXent } from './parallax/v1/NtXent.js';
import type { ObjectiveInput as _parallax_v1_ObjectiveInput, Objective as _parallax_v1_Objective } from './parallax/v1/Objective.js';
import type { OnlineDiagnosticsInput as _parallax_v1_OnlineDiagnosticsInput, OnlineDiagnostics as _parallax_v1_OnlineDiagnostics } from './parallax/v1/OnlineDiagnostics.js';
import type { OnlineDiagnosticsSpecInput as _parallax_v1_OnlineDiagnosticsSpecInput, OnlineDiagnosticsSpec as _parallax_v1_OnlineDiagnosticsSpec } from './parallax/v1/OnlineDiagnosticsSpec.js';
import type { OperationInput as _parallax_v1_OperationInput, Operation as _parallax_v1_Operation } from './parallax/v1/Operation.js';
import type { OptimiserInput as _parallax_v1_OptimiserInput, Optimiser as _parallax_v1_Optimiser } from './parallax/v1/Optimiser.js';
import type { OverSeedsInput as _parallax_v1_OverSeedsInput, OverSeeds as _parallax_v1_OverSeeds } from './parallax/v1/OverSeeds.js';
import type { PauseJobRequestInput as _parallax_v1_PauseJobRequestInput, PauseJobRequest as _parallax_v1_PauseJobRequest } from './parallax/v1/PauseJobRequest.js';
import type { PauseJobResponseInput as _parallax_v1_PauseJobResponseInput, PauseJobResponse as _parallax_v1_PauseJobResponse } from './parallax/v1/PauseJobResponse.js';
import type { ProbeResultInput as _parallax_v1_ProbeResultInput, ProbeResult as _parallax_v1_ProbeResult } from './parallax/v1/ProbeResult.js';
import type { ProbeSpecInput as _parallax_v1_ProbeSpecInput, ProbeSpec as _parallax_v1_ProbeSpec } from './parallax/v1/ProbeSpec.js';
import type { ProgressInput as _parallax_v1_ProgressInput, Progress as _parallax_v1_Progress } from './parallax/v1/Progress.js';
import type { ProportionInput as _parallax_v1_ProportionInput, Proportion as _parallax_v1_Proportion } from './parallax/v1/Proportion.js';
import type { PruneBlobsRequestInput as _parallax_v1_PruneBlobsRequestInput, PruneBlobsRequest as _parallax_v1_PruneBlobsRequest } from './parallax/v1/PruneBlobsRequest.js';
import type { PruneBlobsResponseInput as _parallax_v1_PruneBlobsResponseInput, PruneBlobsResponse as _parallax_v1_PruneBlobsResponse } from './parallax/v1/PruneBlobsResponse.js';
import type { PrunedBlobInput as _parallax_v1_PrunedBlobInput, PrunedBlob as _parallax_v1_PrunedBlob } from './parallax/v1/PrunedBlob.js';
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
import type { ResNetInput as _parallax_v1_ResNetInput, ResNet as _parallax_v1_ResNet } from './parallax/v1/ResNet.js';
import type { ResizeInput as _parallax_v1_ResizeInput, Resize as _parallax_v1_Resize } from './parallax/v1/Resize.js';
import type { ResumeJobRequestInput as _parallax_v1_ResumeJobRequestInput, ResumeJobRequest as _parallax_v1_ResumeJobRequest } from './parallax/v1/ResumeJobRequest.js';
import type { ResumeJobResponseInput as _parallax_v1_ResumeJobResponseInput, ResumeJobResponse as _parallax_v1_ResumeJobResponse } from './parallax/v1/ResumeJobResponse.js';
import type { RetryJobRequestInput as _parallax_v1_RetryJobRequestInput, RetryJobRequest as _parallax_v1_RetryJobRequest } from './parallax/v1/RetryJobRequest.js';
import type { RetryJobResponseInput as _parallax_v1_RetryJobResponseInput, RetryJobResponse as _parallax_v1_RetryJobResponse } from './parallax/v1/RetryJobResponse.js';
import type { S3PrefixInput as _parallax_v1_S3PrefixInput, S3Prefix as _parallax_v1_S3Prefix } from './parallax/v1/S3Prefix.js';
import type { ScheduleInput as _parallax_v1_ScheduleInput, Schedule as _parallax_v1_Schedule } from './parallax/v1/Schedule.js';
import type { SeedMeanInput as _parallax_v1_SeedMeanInput, SeedMean as _parallax_v1_SeedMean } from './parallax/v1/SeedMean.js';
import type { SelfSimilarityInput as _parallax_v1_SelfSimilarityInput, SelfSimilarity as _parallax_v1_SelfSimilarity } from './parallax/v1/SelfSimilarity.js';
import type { SgdInput as _parallax_v1_SgdInput, Sgd as _parallax_v1_Sgd } from './parallax/v1/Sgd.js';
import type { ShardInput as _parallax_v1_ShardInput, Shard as _parallax_v1_Shard } from './parallax/v1/Shard.js';
import type { SimSiamInput as _parallax_v1_SimSiamInput, SimSiam as _parallax_v1_SimSiam } from './parallax/v1/SimSiam.js';
import type { SplitInput as _parallax_v1_SplitInput, Split as _parallax_v1_Split } from './parallax/v1/Split.js';
import type { StageInput as _parallax_v1_StageInput, Stage as _parallax_v1_Stage } from './parallax/v1/Stage.js';
import type { StartTrainingRequestInput as _parallax_v1_StartTrainingRequestInput, StartTrainingRequest as _parallax_v1_StartTrainingRequest } from './parallax/v1/StartTrainingRequest.js';
import type { StartTrainingResponseInput as _parallax_v1_StartTrainingResponseInput, StartTrainingResponse as _parallax_v1_StartTrainingResponse } from './parallax/v1/StartTrainingResponse.js';
import type { StopWhenInput as _parallax_v1_StopWhenInput, StopWhen as _parallax_v1_StopWhen } from './parallax/v1/StopWhen.js';
import type { SupConInput as _parallax_v1_SupConInput, SupCon as _parallax_v1_SupCon } from './parallax/v1/SupCon.js';
import type { TensorInfoInput as _parallax_v1_TensorInfoInput, TensorInfo as _parallax_v1_TensorInfo } from './parallax/v1/TensorInfo.js';
import type { TrainingResultInput as _parallax_v1_TrainingResultInput, TrainingResult as _parallax_v1_TrainingResult } from './parallax/v1/TrainingResult.js';
import type { TrainingServiceClient as _parallax_v1_TrainingServiceClient, TrainingServiceDefinition as _parallax_v1_TrainingServiceDefinition } from './parallax/v1/TrainingService.js';
import type { TrainingSpecInput as _parallax_v1_TrainingSpecInput, TrainingSpec as _parallax_v1_TrainingSpec } from './parallax/v1/TrainingSpec.js';
import type { TrainingViewsInput as _parallax_v1_TrainingViewsInput, TrainingViews as _parallax_v1_TrainingViews } from './parallax/v1/TrainingViews.js';
import type { UploadInput as _parallax_v1_UploadInput, Upload as _parallax_v1_Upload } from './parallax/v1/Upload.js';
import type { VicregInput as _parallax_v1_VicregInput, Vicreg as _parallax_v1_Vicreg } from './parallax/v1/Vicreg.js';
import type { ViewGroupInput as _parallax_v1_ViewGroupInput, ViewGroup as _parallax_v1_ViewGroup } from './parallax/v1/ViewGroup.js';
import type { ViewsInputInput as _parallax_v1_ViewsInputInput, ViewsInput as _parallax_v1_ViewsInput } from './parallax/v1/ViewsInput.js';
import type { VisionTransformerInput as _parallax_v1_VisionTransformerInput, VisionTransformer as _parallax_v1_VisionTransformer } from './parallax/v1/VisionTransformer.js';
import type { WatchJobRequestInput as _parallax_v1_WatchJobRequestInput, WatchJobRequest as _parallax_v1_WatchJobRequest } from './parallax/v1/WatchJobRequest.js';
import type { WatchJobResponseInput as _parallax_v1_WatchJobResponseInput, WatchJobResponse as _parallax_v1_WatchJobResponse } from './parallax/v1/WatchJobResponse.js';

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
      BarlowTwins: MessageTypeDefinition<_parallax_v1_BarlowTwinsInput, _parallax_v1_BarlowTwins>
      BlobRef: MessageTypeDefinition<_parallax_v1_BlobRefInput, _parallax_v1_BlobRef>
      Byol: MessageTypeDefinition<_parallax_v1_ByolInput, _parallax_v1_Byol>
      CancelJobRequest: MessageTypeDefinition<_parallax_v1_CancelJobRequestInput, _parallax_v1_CancelJobRequest>
      CancelJobResponse: MessageTypeDefinition<_parallax_v1_CancelJobResponseInput, _parallax_v1_CancelJobResponse>
      ColorJitter: MessageTypeDefinition<_parallax_v1_ColorJitterInput, _parallax_v1_ColorJitter>
      ConstantSchedule: MessageTypeDefinition<_parallax_v1_ConstantScheduleInput, _parallax_v1_ConstantSchedule>
      Continuation: MessageTypeDefinition<_parallax_v1_ContinuationInput, _parallax_v1_Continuation>
      ContinuedSchedule: EnumTypeDefinition
      Conv: MessageTypeDefinition<_parallax_v1_ConvInput, _parallax_v1_Conv>
      CosineSchedule: MessageTypeDefinition<_parallax_v1_CosineScheduleInput, _parallax_v1_CosineSchedule>
      Cutout: MessageTypeDefinition<_parallax_v1_CutoutInput, _parallax_v1_Cutout>
      Dataset: MessageTypeDefinition<_parallax_v1_DatasetInput, _parallax_v1_Dataset>
      DatasetRef: MessageTypeDefinition<_parallax_v1_DatasetRefInput, _parallax_v1_DatasetRef>
      Dcl: MessageTypeDefinition<_parallax_v1_DclInput, _parallax_v1_Dcl>
      DeleteJobRequest: MessageTypeDefinition<_parallax_v1_DeleteJobRequestInput, _parallax_v1_DeleteJobRequest>
      DeleteJobResponse: MessageTypeDefinition<_parallax_v1_DeleteJobResponseInput, _parallax_v1_DeleteJobResponse>
      Diagnostics: MessageTypeDefinition<_parallax_v1_DiagnosticsInput, _parallax_v1_Diagnostics>
      Dino: MessageTypeDefinition<_parallax_v1_DinoInput, _parallax_v1_Dino>
      EmbeddingResult: MessageTypeDefinition<_parallax_v1_EmbeddingResultInput, _parallax_v1_EmbeddingResult>
      EmbeddingSpec: MessageTypeDefinition<_parallax_v1_EmbeddingSpecInput, _parallax_v1_EmbeddingSpec>
      EmbeddingsInput: MessageTypeDefinition<_parallax_v1_EmbeddingsInputInput, _parallax_v1_EmbeddingsInput>
      Encoder: MessageTypeDefinition<_parallax_v1_EncoderInput, _parallax_v1_Encoder>
      EncoderRef: MessageTypeDefinition<_parallax_v1_EncoderRefInput, _parallax_v1_EncoderRef>
      Evaluation: MessageTypeDefinition<_parallax_v1_EvaluationInput, _parallax_v1_Evaluation>
      FewLabelsProbe: MessageTypeDefinition<_parallax_v1_FewLabelsProbeInput, _parallax_v1_FewLabelsProbe>
      FineTuningProbe: MessageTypeDefinition<_parallax_v1_FineTuningProbeInput, _parallax_v1_FineTuningProbe>
      Fit: EnumTypeDefinition
      GaussianBlur: MessageTypeDefinition<_parallax_v1_GaussianBlurInput, _parallax_v1_GaussianBlur>
      GetJobRequest: MessageTypeDefinition<_parallax_v1_GetJobRequestInput, _parallax_v1_GetJobRequest>
      GetJobResponse: MessageTypeDefinition<_parallax_v1_GetJobResponseInput, _parallax_v1_GetJobResponse>
      GlobalPooling: EnumTypeDefinition
      HeadSpec: MessageTypeDefinition<_parallax_v1_HeadSpecInput, _parallax_v1_HeadSpec>
      ImageShard: MessageTypeDefinition<_parallax_v1_ImageShardInput, _parallax_v1_ImageShard>
      ImportResult: MessageTypeDefinition<_parallax_v1_ImportResultInput, _parallax_v1_ImportResult>
      ImportSpec: MessageTypeDefinition<_parallax_v1_ImportSpecInput, _parallax_v1_ImportSpec>
      ImportedSplit: MessageTypeDefinition<_parallax_v1_ImportedSplitInput, _parallax_v1_ImportedSplit>
      Initialisation: EnumTypeDefinition
      Job: MessageTypeDefinition<_parallax_v1_JobInput, _parallax_v1_Job>
      JobOptions: MessageTypeDefinition<_parallax_v1_JobOptionsInput, _parallax_v1_JobOptions>
      JobPriority: EnumTypeDefinition
      JobService: SubtypeConstructor<typeof grpc.Client, _parallax_v1_JobServiceClient> & { service: _parallax_v1_JobServiceDefinition }
      JobState: EnumTypeDefinition
      JobStatus: MessageTypeDefinition<_parallax_v1_JobStatusInput, _parallax_v1_JobStatus>
      KeepSpec: MessageTypeDefinition<_parallax_v1_KeepSpecInput, _parallax_v1_KeepSpec>
      KeptEncoder: MessageTypeDefinition<_parallax_v1_KeptEncoderInput, _parallax_v1_KeptEncoder>
      KnnProbe: MessageTypeDefinition<_parallax_v1_KnnProbeInput, _parallax_v1_KnnProbe>
      Labels: EnumTypeDefinition
      Lars: MessageTypeDefinition<_parallax_v1_LarsInput, _parallax_v1_Lars>
      LeftOut: MessageTypeDefinition<_parallax_v1_LeftOutInput, _parallax_v1_LeftOut>
      Lejepa: MessageTypeDefinition<_parallax_v1_LejepaInput, _parallax_v1_Lejepa>
      LinearProbe: MessageTypeDefinition<_parallax_v1_LinearProbeInput, _parallax_v1_LinearProbe>
      LinearSchedule: MessageTypeDefinition<_parallax_v1_LinearScheduleInput, _parallax_v1_LinearSchedule>
      ListJobsRequest: MessageTypeDefinition<_parallax_v1_ListJobsRequestInput, _parallax_v1_ListJobsRequest>
      ListJobsResponse: MessageTypeDefinition<_parallax_v1_ListJobsResponseInput, _parallax_v1_ListJobsResponse>
      LogisticProbe: MessageTypeDefinition<_parallax_v1_LogisticProbeInput, _parallax_v1_LogisticProbe>
      MlpProbe: MessageTypeDefinition<_parallax_v1_MlpProbeInput, _parallax_v1_MlpProbe>
      Moco: MessageTypeDefinition<_parallax_v1_MocoInput, _parallax_v1_Moco>
      Muon: MessageTypeDefinition<_parallax_v1_MuonInput, _parallax_v1_Muon>
      Network: MessageTypeDefinition<_parallax_v1_NetworkInput, _parallax_v1_Network>
      Normalisation: MessageTypeDefinition<_parallax_v1_NormalisationInput, _parallax_v1_Normalisation>
      NtXent: MessageTypeDefinition<_parallax_v1_NtXentInput, _parallax_v1_NtXent>
      Objective: MessageTypeDefinition<_parallax_v1_ObjectiveInput, _parallax_v1_Objective>
      OnlineDiagnostics: MessageTypeDefinition<_parallax_v1_OnlineDiagnosticsInput, _parallax_v1_OnlineDiagnostics>
      OnlineDiagnosticsSpec: MessageTypeDefinition<_parallax_v1_OnlineDiagnosticsSpecInput, _parallax_v1_OnlineDiagnosticsSpec>
      OnlineMeasure: EnumTypeDefinition
      Operation: MessageTypeDefinition<_parallax_v1_OperationInput, _parallax_v1_Operation>
      Optimiser: MessageTypeDefinition<_parallax_v1_OptimiserInput, _parallax_v1_Optimiser>
      OverSeeds: MessageTypeDefinition<_parallax_v1_OverSeedsInput, _parallax_v1_OverSeeds>
      Patch: EnumTypeDefinition
      PauseJobRequest: MessageTypeDefinition<_parallax_v1_PauseJobRequestInput, _parallax_v1_PauseJobRequest>
      PauseJobResponse: MessageTypeDefinition<_parallax_v1_PauseJobResponseInput, _parallax_v1_PauseJobResponse>
      Precision: EnumTypeDefinition
      ProbeResult: MessageTypeDefinition<_parallax_v1_ProbeResultInput, _parallax_v1_ProbeResult>
      ProbeSpec: MessageTypeDefinition<_parallax_v1_ProbeSpecInput, _parallax_v1_ProbeSpec>
      Progress: MessageTypeDefinition<_parallax_v1_ProgressInput, _parallax_v1_Progress>
      Proportion: MessageTypeDefinition<_parallax_v1_ProportionInput, _parallax_v1_Proportion>
      PruneBlobsRequest: MessageTypeDefinition<_parallax_v1_PruneBlobsRequestInput, _parallax_v1_PruneBlobsRequest>
      PruneBlobsResponse: MessageTypeDefinition<_parallax_v1_PruneBlobsResponseInput, _parallax_v1_PruneBlobsResponse>
      PrunedBlob: MessageTypeDefinition<_parallax_v1_PrunedBlobInput, _parallax_v1_PrunedBlob>
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
      ResNet: MessageTypeDefinition<_parallax_v1_ResNetInput, _parallax_v1_ResNet>
      Resize: MessageTypeDefinition<_parallax_v1_ResizeInput, _parallax_v1_Resize>
      ResumeJobRequest: MessageTypeDefinition<_parallax_v1_ResumeJobRequestInput, _parallax_v1_ResumeJobRequest>
      ResumeJobResponse: MessageTypeDefinition<_parallax_v1_ResumeJobResponseInput, _parallax_v1_ResumeJobResponse>
      RetryJobRequest: MessageTypeDefinition<_parallax_v1_RetryJobRequestInput, _parallax_v1_RetryJobRequest>
      RetryJobResponse: MessageTypeDefinition<_parallax_v1_RetryJobResponseInput, _parallax_v1_RetryJobResponse>
      S3Prefix: MessageTypeDefinition<_parallax_v1_S3PrefixInput, _parallax_v1_S3Prefix>
      Schedule: MessageTypeDefinition<_parallax_v1_ScheduleInput, _parallax_v1_Schedule>
      SeedMean: MessageTypeDefinition<_parallax_v1_SeedMeanInput, _parallax_v1_SeedMean>
      SelfSimilarity: MessageTypeDefinition<_parallax_v1_SelfSimilarityInput, _parallax_v1_SelfSimilarity>
      Sgd: MessageTypeDefinition<_parallax_v1_SgdInput, _parallax_v1_Sgd>
      Shard: MessageTypeDefinition<_parallax_v1_ShardInput, _parallax_v1_Shard>
      SimSiam: MessageTypeDefinition<_parallax_v1_SimSiamInput, _parallax_v1_SimSiam>
      Split: MessageTypeDefinition<_parallax_v1_SplitInput, _parallax_v1_Split>
      Stage: MessageTypeDefinition<_parallax_v1_StageInput, _parallax_v1_Stage>
      StartTrainingRequest: MessageTypeDefinition<_parallax_v1_StartTrainingRequestInput, _parallax_v1_StartTrainingRequest>
      StartTrainingResponse: MessageTypeDefinition<_parallax_v1_StartTrainingResponseInput, _parallax_v1_StartTrainingResponse>
      Stem: EnumTypeDefinition
      StopWhen: MessageTypeDefinition<_parallax_v1_StopWhenInput, _parallax_v1_StopWhen>
      SupCon: MessageTypeDefinition<_parallax_v1_SupConInput, _parallax_v1_SupCon>
      TensorInfo: MessageTypeDefinition<_parallax_v1_TensorInfoInput, _parallax_v1_TensorInfo>
      TrainingResult: MessageTypeDefinition<_parallax_v1_TrainingResultInput, _parallax_v1_TrainingResult>
      TrainingService: SubtypeConstructor<typeof grpc.Client, _parallax_v1_TrainingServiceClient> & { service: _parallax_v1_TrainingServiceDefinition }
      TrainingSpec: MessageTypeDefinition<_parallax_v1_TrainingSpecInput, _parallax_v1_TrainingSpec>
      TrainingViews: MessageTypeDefinition<_parallax_v1_TrainingViewsInput, _parallax_v1_TrainingViews>
      Upload: MessageTypeDefinition<_parallax_v1_UploadInput, _parallax_v1_Upload>
      Vicreg: MessageTypeDefinition<_parallax_v1_VicregInput, _parallax_v1_Vicreg>
      ViewGroup: MessageTypeDefinition<_parallax_v1_ViewGroupInput, _parallax_v1_ViewGroup>
      ViewsInput: MessageTypeDefinition<_parallax_v1_ViewsInputInput, _parallax_v1_ViewsInput>
      VisionTransformer: MessageTypeDefinition<_parallax_v1_VisionTransformerInput, _parallax_v1_VisionTransformer>
      WatchJobRequest: MessageTypeDefinition<_parallax_v1_WatchJobRequestInput, _parallax_v1_WatchJobRequest>
      WatchJobResponse: MessageTypeDefinition<_parallax_v1_WatchJobResponseInput, _parallax_v1_WatchJobResponse>
    }
  }
}

