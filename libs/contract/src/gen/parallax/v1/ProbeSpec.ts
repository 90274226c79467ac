// Original file: proto/parallax/v1/probe.proto

import type { EmbeddingsInputInput as _parallax_v1_EmbeddingsInputInput, EmbeddingsInput as _parallax_v1_EmbeddingsInput } from '../../parallax/v1/EmbeddingsInput.js';
import type { ViewsInputInput as _parallax_v1_ViewsInputInput, ViewsInput as _parallax_v1_ViewsInput } from '../../parallax/v1/ViewsInput.js';
import type { KnnProbeInput as _parallax_v1_KnnProbeInput, KnnProbe as _parallax_v1_KnnProbe } from '../../parallax/v1/KnnProbe.js';
import type { LinearProbeInput as _parallax_v1_LinearProbeInput, LinearProbe as _parallax_v1_LinearProbe } from '../../parallax/v1/LinearProbe.js';
import type { MlpProbeInput as _parallax_v1_MlpProbeInput, MlpProbe as _parallax_v1_MlpProbe } from '../../parallax/v1/MlpProbe.js';
import type { PrecisionInput as _parallax_v1_PrecisionInput, Precision as _parallax_v1_Precision } from '../../parallax/v1/Precision.js';
import type { LogisticProbeInput as _parallax_v1_LogisticProbeInput, LogisticProbe as _parallax_v1_LogisticProbe } from '../../parallax/v1/LogisticProbe.js';
import type { FewLabelsProbeInput as _parallax_v1_FewLabelsProbeInput, FewLabelsProbe as _parallax_v1_FewLabelsProbe } from '../../parallax/v1/FewLabelsProbe.js';
import type { FineTuningProbeInput as _parallax_v1_FineTuningProbeInput, FineTuningProbe as _parallax_v1_FineTuningProbe } from '../../parallax/v1/FineTuningProbe.js';

export interface ProbeSpecInput {
  'embeddings'?: (_parallax_v1_EmbeddingsInputInput | null);
  'views'?: (_parallax_v1_ViewsInputInput | null);
  'knn'?: (_parallax_v1_KnnProbeInput | null);
  'linear'?: (_parallax_v1_LinearProbeInput | null);
  'mlp'?: (_parallax_v1_MlpProbeInput | null);
  'precision'?: (_parallax_v1_PrecisionInput);
  'logistic'?: (_parallax_v1_LogisticProbeInput | null);
  'features'?: (string);
  'fewLabels'?: (_parallax_v1_FewLabelsProbeInput | null);
  'fineTuning'?: (_parallax_v1_FineTuningProbeInput | null);
  'seeds'?: (number)[];
  'input'?: "embeddings"|"views";
  '_precision'?: "precision";
  '_features'?: "features";
}

export interface ProbeSpec {
  'embeddings'?: (_parallax_v1_EmbeddingsInput);
  'views'?: (_parallax_v1_ViewsInput);
  'knn'?: (_parallax_v1_KnnProbe);
  'linear'?: (_parallax_v1_LinearProbe);
  'mlp'?: (_parallax_v1_MlpProbe);
  'precision'?: (_parallax_v1_Precision);
  'logistic'?: (_parallax_v1_LogisticProbe);
  'features'?: (string);
  'fewLabels'?: (_parallax_v1_FewLabelsProbe);
  'fineTuning'?: (_parallax_v1_FineTuningProbe);
  'seeds': (number)[];
}
