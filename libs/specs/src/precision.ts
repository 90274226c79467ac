import type { TrainingSpec } from '@parallax/contract';
import { checkEnum } from '@parallax/errors';

/** What a job may ask for. */
export type AskedPrecision = Exclude<NonNullable<TrainingSpec['precision']>, 'PRECISION_UNSPECIFIED'>;

/** @throws INVALID_FIELD */
export function checkPrecision(precision: NonNullable<TrainingSpec['precision']>): AskedPrecision {
  return checkEnum('spec.precision', precision, ['PRECISION_AUTO', 'PRECISION_FLOAT32', 'PRECISION_BFLOAT16']);
}
