// Original file: proto/parallax/v1/training.proto

export const OptimiserKind = {
  OPTIMISER_KIND_UNSPECIFIED: 'OPTIMISER_KIND_UNSPECIFIED',
  OPTIMISER_KIND_ADAM: 'OPTIMISER_KIND_ADAM',
  OPTIMISER_KIND_ADAMW: 'OPTIMISER_KIND_ADAMW',
} as const;

export type OptimiserKindInput =
  | 'OPTIMISER_KIND_UNSPECIFIED'
  | 0
  | 'OPTIMISER_KIND_ADAM'
  | 1
  | 'OPTIMISER_KIND_ADAMW'
  | 2

export type OptimiserKind = typeof OptimiserKind[keyof typeof OptimiserKind]
