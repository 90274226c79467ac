// Original file: proto/parallax/v1/augmentation.proto

import type { RecipeInput as _parallax_v1_RecipeInput, Recipe as _parallax_v1_Recipe } from '../../parallax/v1/Recipe.js';
import type { OrderInput as _parallax_v1_OrderInput, Order as _parallax_v1_Order } from '../../parallax/v1/Order.js';
import type { DatasetRefInput as _parallax_v1_DatasetRefInput, DatasetRef as _parallax_v1_DatasetRef } from '../../parallax/v1/DatasetRef.js';
import type { ViewGroupInput as _parallax_v1_ViewGroupInput, ViewGroup as _parallax_v1_ViewGroup } from '../../parallax/v1/ViewGroup.js';
import type { Long } from '@grpc/proto-loader';

export interface AugmentRequestInput {
  'split'?: (string);
  'images'?: (number | string | Long);
  'recipe'?: (_parallax_v1_RecipeInput | null);
  'views'?: (number);
  'seed'?: (number);
  'epoch'?: (number);
  'order'?: (_parallax_v1_OrderInput);
  'start'?: (number | string | Long);
  'end'?: (number | string | Long);
  'dataset'?: (_parallax_v1_DatasetRefInput | null);
  'moreViews'?: (_parallax_v1_ViewGroupInput)[];
  'labels'?: (boolean);
  '_images'?: "images";
  '_views'?: "views";
}

export interface AugmentRequest {
  'split'?: (string);
  'images'?: (number);
  'recipe'?: (_parallax_v1_Recipe);
  'views'?: (number);
  'seed'?: (number);
  'epoch'?: (number);
  'order'?: (_parallax_v1_Order);
  'start'?: (number);
  'end'?: (number);
  'dataset'?: (_parallax_v1_DatasetRef);
  'moreViews': (_parallax_v1_ViewGroup)[];
  'labels'?: (boolean);
}
