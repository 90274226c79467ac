// Original file: proto/parallax/v1/import.proto

export const Fit = {
  FIT_UNSPECIFIED: 'FIT_UNSPECIFIED',
  FIT_CROP: 'FIT_CROP',
  FIT_SQUEEZE: 'FIT_SQUEEZE',
} as const;

export type FitInput =
  | 'FIT_UNSPECIFIED'
  | 0
  | 'FIT_CROP'
  | 1
  | 'FIT_SQUEEZE'
  | 2

export type Fit = typeof Fit[keyof typeof Fit]
