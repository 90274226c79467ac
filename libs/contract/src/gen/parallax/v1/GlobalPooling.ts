// Original file: proto/parallax/v1/network.proto

export const GlobalPooling = {
  GLOBAL_POOLING_UNSPECIFIED: 'GLOBAL_POOLING_UNSPECIFIED',
  GLOBAL_POOLING_NONE: 'GLOBAL_POOLING_NONE',
  GLOBAL_POOLING_AVERAGE: 'GLOBAL_POOLING_AVERAGE',
} as const;

export type GlobalPoolingInput =
  | 'GLOBAL_POOLING_UNSPECIFIED'
  | 0
  | 'GLOBAL_POOLING_NONE'
  | 1
  | 'GLOBAL_POOLING_AVERAGE'
  | 2

export type GlobalPooling = typeof GlobalPooling[keyof typeof GlobalPooling]
