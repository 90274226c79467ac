// Original file: proto/parallax/v1/network.proto

import type { PatchInput as _parallax_v1_PatchInput, Patch as _parallax_v1_Patch } from '../../parallax/v1/Patch.js';

export interface VisionTransformerInput {
  'patch'?: (_parallax_v1_PatchInput);
  '_patch'?: "patch";
}

export interface VisionTransformer {
  'patch'?: (_parallax_v1_Patch);
}
