// Original file: proto/parallax/v1/network.proto

export const Initialisation = {
  INITIALISATION_UNSPECIFIED: 'INITIALISATION_UNSPECIFIED',
  INITIALISATION_PYTORCH: 'INITIALISATION_PYTORCH',
  INITIALISATION_HE: 'INITIALISATION_HE',
} as const;

export type InitialisationInput =
  | 'INITIALISATION_UNSPECIFIED'
  | 0
  | 'INITIALISATION_PYTORCH'
  | 1
  | 'INITIALISATION_HE'
  | 2

export type Initialisation = typeof Initialisation[keyof typeof Initialisation]
