import { checkInteger, checkNumber, invalidField } from '@parallax/errors';
import type { ResolvedTraining } from './training.js';

/** As many measurements as make a curve, and no job's record too long. */
const mostMeasurements = 100;

/** Those of a training that asks for nothing else. */
export function diagnosticsOf(epochs: number): ResolvedTraining['diagnostics'] {
  return { everyEpochs: Math.max(1, Math.ceil(epochs / mostMeasurements)), images: 512, bank: 2048, budget: 0.05 };
}

/** @throws INVALID_FIELD */
export function checkDiagnostics({
  diagnostics: { everyEpochs, images, bank, budget },
  epochs,
}: Pick<ResolvedTraining, 'diagnostics' | 'epochs'>): void {
  checkInteger('spec.diagnostics.every_epochs', everyEpochs, 0, 1e6);
  if (everyEpochs > 0 && epochs / everyEpochs > 10 * mostMeasurements) {
    throw invalidField(
      'spec.diagnostics.every_epochs',
      everyEpochs,
      `must make at most 1000 measurements of ${epochs} epochs`,
    );
  }
  checkInteger('spec.diagnostics.images', images, 2, 10_000);
  checkInteger('spec.diagnostics.bank', bank, 1, 50_000);
  checkNumber('spec.diagnostics.budget', budget, { atLeast: 0, atMost: 1 });
}
