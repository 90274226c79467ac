// Original file: proto/parallax/v1/network.proto

import type { ConvInput as _parallax_v1_ConvInput, Conv as _parallax_v1_Conv } from '../../parallax/v1/Conv.js';
import type { ResNetInput as _parallax_v1_ResNetInput, ResNet as _parallax_v1_ResNet } from '../../parallax/v1/ResNet.js';
import type { VisionTransformerInput as _parallax_v1_VisionTransformerInput, VisionTransformer as _parallax_v1_VisionTransformer } from '../../parallax/v1/VisionTransformer.js';
import type { InitialisationInput as _parallax_v1_InitialisationInput, Initialisation as _parallax_v1_Initialisation } from '../../parallax/v1/Initialisation.js';

export interface NetworkInput {
  'conv'?: (_parallax_v1_ConvInput | null);
  'resnet18'?: (_parallax_v1_ResNetInput | null);
  'resnet34'?: (_parallax_v1_ResNetInput | null);
  'resnet50'?: (_parallax_v1_ResNetInput | null);
  'vitTiny'?: (_parallax_v1_VisionTransformerInput | null);
  'vitSmall'?: (_parallax_v1_VisionTransformerInput | null);
  'vitBase'?: (_parallax_v1_VisionTransformerInput | null);
  'initialisation'?: (_parallax_v1_InitialisationInput);
  'size'?: (number);
  'weightStandardisation'?: (boolean);
  'kind'?: "conv"|"resnet18"|"resnet34"|"resnet50"|"vitTiny"|"vitSmall"|"vitBase";
  '_initialisation'?: "initialisation";
  '_size'?: "size";
  '_weightStandardisation'?: "weightStandardisation";
}

export interface Network {
  'conv'?: (_parallax_v1_Conv);
  'resnet18'?: (_parallax_v1_ResNet);
  'resnet34'?: (_parallax_v1_ResNet);
  'resnet50'?: (_parallax_v1_ResNet);
  'vitTiny'?: (_parallax_v1_VisionTransformer);
  'vitSmall'?: (_parallax_v1_VisionTransformer);
  'vitBase'?: (_parallax_v1_VisionTransformer);
  'initialisation'?: (_parallax_v1_Initialisation);
  'size'?: (number);
  'weightStandardisation'?: (boolean);
}
