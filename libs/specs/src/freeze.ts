import { invalidField } from '@parallax/errors';
import { layersUpTo, type Network } from '@parallax/networks';
import type { ResolvedTraining } from './training.js';

/**
 * Checks which layers of the encoder to start from are to stay as they are.
 *
 * @param from its network
 * @throws INVALID_FIELD
 */
export function checkFreeze({ freeze, network }: Pick<ResolvedTraining, 'freeze' | 'network'>, from: Network): void {
  if (freeze === undefined) return;
  layersUpTo(from, freeze, 'spec.freeze');
  // Standardised, the filters would not be what that encoder has.
  if (network.weightStandardisation)
    throw invalidField('spec.freeze', freeze, 'must be left out with spec.network.weight_standardisation');
}
