// Original file: proto/parallax/v1/probe.proto

import type { RepresentationInput as _parallax_v1_RepresentationInput, Representation as _parallax_v1_Representation } from '../../parallax/v1/Representation.js';
import type { SeedMeanInput as _parallax_v1_SeedMeanInput, SeedMean as _parallax_v1_SeedMean } from '../../parallax/v1/SeedMean.js';

export interface OverSeedsInput {
  'representation'?: (_parallax_v1_RepresentationInput);
  'probe'?: (string);
  'settings'?: ({[key: string]: number | string});
  'seeds'?: (number)[];
  'accuracy'?: (_parallax_v1_SeedMeanInput | null);
  'balancedAccuracy'?: (_parallax_v1_SeedMeanInput | null);
  'macroF1'?: (_parallax_v1_SeedMeanInput | null);
}

export interface OverSeeds {
  'representation'?: (_parallax_v1_Representation);
  'probe'?: (string);
  'settings'?: ({[key: string]: number});
  'seeds': (number)[];
  'accuracy'?: (_parallax_v1_SeedMean);
  'balancedAccuracy'?: (_parallax_v1_SeedMean);
  'macroF1'?: (_parallax_v1_SeedMean);
}
