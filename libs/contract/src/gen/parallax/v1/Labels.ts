// Original file: proto/parallax/v1/import.proto

export const Labels = {
  LABELS_UNSPECIFIED: 'LABELS_UNSPECIFIED',
  LABELS_SOURCE: 'LABELS_SOURCE',
  LABELS_NONE: 'LABELS_NONE',
} as const;

export type LabelsInput =
  | 'LABELS_UNSPECIFIED'
  | 0
  | 'LABELS_SOURCE'
  | 1
  | 'LABELS_NONE'
  | 2

export type Labels = typeof Labels[keyof typeof Labels]
