// Original file: proto/parallax/v1/training.proto

import type { ViewGroupInput as _parallax_v1_ViewGroupInput, ViewGroup as _parallax_v1_ViewGroup } from '../../parallax/v1/ViewGroup.js';

export interface TrainingViewsInput {
  'count'?: (number);
  'more'?: (_parallax_v1_ViewGroupInput)[];
  'local'?: (_parallax_v1_ViewGroupInput)[];
  '_count'?: "count";
}

export interface TrainingViews {
  'count'?: (number);
  'more': (_parallax_v1_ViewGroup)[];
  'local': (_parallax_v1_ViewGroup)[];
}
