// Original file: proto/parallax/v1/augmentation.proto

export const Order = {
  ORDER_UNSPECIFIED: 'ORDER_UNSPECIFIED',
  ORDER_DATASET: 'ORDER_DATASET',
  ORDER_SHUFFLED: 'ORDER_SHUFFLED',
} as const;

export type OrderInput =
  | 'ORDER_UNSPECIFIED'
  | 0
  | 'ORDER_DATASET'
  | 1
  | 'ORDER_SHUFFLED'
  | 2

export type Order = typeof Order[keyof typeof Order]
