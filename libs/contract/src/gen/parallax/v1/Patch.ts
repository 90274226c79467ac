// Original file: proto/parallax/v1/network.proto

export const Patch = {
  PATCH_UNSPECIFIED: 'PATCH_UNSPECIFIED',
  PATCH_4: 'PATCH_4',
  PATCH_8: 'PATCH_8',
  PATCH_16: 'PATCH_16',
} as const;

export type PatchInput =
  | 'PATCH_UNSPECIFIED'
  | 0
  | 'PATCH_4'
  | 1
  | 'PATCH_8'
  | 2
  | 'PATCH_16'
  | 3

export type Patch = typeof Patch[keyof typeof Patch]
