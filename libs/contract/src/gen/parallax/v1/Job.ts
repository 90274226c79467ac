// Original file: proto/parallax/v1/job.proto

import type { JobStatusInput as _parallax_v1_JobStatusInput, JobStatus as _parallax_v1_JobStatus } from '../../parallax/v1/JobStatus.js';
import type { JobOptionsInput as _parallax_v1_JobOptionsInput, JobOptions as _parallax_v1_JobOptions } from '../../parallax/v1/JobOptions.js';
import type { TrainingSpecInput as _parallax_v1_TrainingSpecInput, TrainingSpec as _parallax_v1_TrainingSpec } from '../../parallax/v1/TrainingSpec.js';
import type { EmbeddingSpecInput as _parallax_v1_EmbeddingSpecInput, EmbeddingSpec as _parallax_v1_EmbeddingSpec } from '../../parallax/v1/EmbeddingSpec.js';
import type { ProbeSpecInput as _parallax_v1_ProbeSpecInput, ProbeSpec as _parallax_v1_ProbeSpec } from '../../parallax/v1/ProbeSpec.js';
import type { ImportSpecInput as _parallax_v1_ImportSpecInput, ImportSpec as _parallax_v1_ImportSpec } from '../../parallax/v1/ImportSpec.js';
import type { TrainingResultInput as _parallax_v1_TrainingResultInput, TrainingResult as _parallax_v1_TrainingResult } from '../../parallax/v1/TrainingResult.js';
import type { EmbeddingResultInput as _parallax_v1_EmbeddingResultInput, EmbeddingResult as _parallax_v1_EmbeddingResult } from '../../parallax/v1/EmbeddingResult.js';
import type { ProbeResultInput as _parallax_v1_ProbeResultInput, ProbeResult as _parallax_v1_ProbeResult } from '../../parallax/v1/ProbeResult.js';
import type { ImportResultInput as _parallax_v1_ImportResultInput, ImportResult as _parallax_v1_ImportResult } from '../../parallax/v1/ImportResult.js';

export interface JobInput {
  'id'?: (string);
  'status'?: (_parallax_v1_JobStatusInput | null);
  'options'?: (_parallax_v1_JobOptionsInput | null);
  'trainingSpec'?: (_parallax_v1_TrainingSpecInput | null);
  'embeddingSpec'?: (_parallax_v1_EmbeddingSpecInput | null);
  'probeSpec'?: (_parallax_v1_ProbeSpecInput | null);
  'importSpec'?: (_parallax_v1_ImportSpecInput | null);
  'trainingResult'?: (_parallax_v1_TrainingResultInput | null);
  'embeddingResult'?: (_parallax_v1_EmbeddingResultInput | null);
  'probeResult'?: (_parallax_v1_ProbeResultInput | null);
  'importResult'?: (_parallax_v1_ImportResultInput | null);
  'spec'?: "trainingSpec"|"embeddingSpec"|"probeSpec"|"importSpec";
  'result'?: "trainingResult"|"embeddingResult"|"probeResult"|"importResult";
}

export interface Job {
  'id'?: (string);
  'status'?: (_parallax_v1_JobStatus);
  'options'?: (_parallax_v1_JobOptions);
  'trainingSpec'?: (_parallax_v1_TrainingSpec);
  'embeddingSpec'?: (_parallax_v1_EmbeddingSpec);
  'probeSpec'?: (_parallax_v1_ProbeSpec);
  'importSpec'?: (_parallax_v1_ImportSpec);
  'trainingResult'?: (_parallax_v1_TrainingResult);
  'embeddingResult'?: (_parallax_v1_EmbeddingResult);
  'probeResult'?: (_parallax_v1_ProbeResult);
  'importResult'?: (_parallax_v1_ImportResult);
}
