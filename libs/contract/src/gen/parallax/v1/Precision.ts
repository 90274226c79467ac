// Original file: proto/parallax/v1/precision.proto

export const Precision = {
  PRECISION_UNSPECIFIED: 'PRECISION_UNSPECIFIED',
  PRECISION_FLOAT32: 'PRECISION_FLOAT32',
  PRECISION_BFLOAT16: 'PRECISION_BFLOAT16',
  PRECISION_AUTO: 'PRECISION_AUTO',
} as const;

export type PrecisionInput =
  | 'PRECISION_UNSPECIFIED'
  | 0
  | 'PRECISION_FLOAT32'
  | 1
  | 'PRECISION_BFLOAT16'
  | 2
  | 'PRECISION_AUTO'
  | 3

export type Precision = typeof Precision[keyof typeof Precision]
