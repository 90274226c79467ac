// Original file: proto/parallax/v1/network.proto

export const Stem = {
  STEM_UNSPECIFIED: 'STEM_UNSPECIFIED',
  STEM_IMAGENET: 'STEM_IMAGENET',
  STEM_CIFAR: 'STEM_CIFAR',
} as const;

export type StemInput =
  | 'STEM_UNSPECIFIED'
  | 0
  | 'STEM_IMAGENET'
  | 1
  | 'STEM_CIFAR'
  | 2

export type Stem = typeof Stem[keyof typeof Stem]
