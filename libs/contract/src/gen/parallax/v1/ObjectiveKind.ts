// Original file: proto/parallax/v1/training.proto

export const ObjectiveKind = {
  OBJECTIVE_KIND_UNSPECIFIED: 'OBJECTIVE_KIND_UNSPECIFIED',
  OBJECTIVE_KIND_NT_XENT: 'OBJECTIVE_KIND_NT_XENT',
  OBJECTIVE_KIND_SELF_SIMILARITY: 'OBJECTIVE_KIND_SELF_SIMILARITY',
} as const;

export type ObjectiveKindInput =
  | 'OBJECTIVE_KIND_UNSPECIFIED'
  | 0
  | 'OBJECTIVE_KIND_NT_XENT'
  | 1
  | 'OBJECTIVE_KIND_SELF_SIMILARITY'
  | 2

export type ObjectiveKind = typeof ObjectiveKind[keyof typeof ObjectiveKind]
