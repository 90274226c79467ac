import type { Evaluation, ProbeResult } from '@parallax/contract';
import { formatNumber, formatShare } from './format.js';
import { table } from './table.js';

/** How the representations are called, the baselines first. */
const representations = {
  REPRESENTATION_RAW_PIXELS: 'raw pixels',
  REPRESENTATION_RANDOM_ENCODER: 'random encoder',
  REPRESENTATION_TRAINED_ENCODER: 'trained encoder',
  REPRESENTATION_VIEWS: 'views',
} as const;

export const probes = { knn: 'kNN', linear: 'linear', mlp: 'MLP' } as const;

/** The accuracies with their 95 % intervals, one row a representation, and the protocol and diagnostics beneath. */
export function probeTable(result: ProbeResult): string {
  const { evaluations, diagnostics, features = '', trainImages = 0, testImages = 0 } = result;
  const columns = Object.entries(probes).filter(([probe]) =>
    evaluations.some((evaluation) => evaluation.probe === probe),
  );
  const rows = Object.entries(representations)
    .filter(([name]) => evaluations.some(({ representation }) => representation === name))
    .map(([name, label]) => [
      label,
      ...columns.map(([probe]) =>
        accuracyOf(evaluations.find((at) => at.representation === name && at.probe === probe)),
      ),
    ]);
  const lines = [
    table(['accuracy', ...columns.map(([, label]) => label)], rows),
    `on ${features}: ${formatNumber(testImages)} test images, ${formatNumber(trainImages)} training images; 95 % intervals`,
  ];
  if (diagnostics) {
    const { alignment = 0, uniformity = 0, featureStd = 0, rankMe = 0, contrastiveTop1 = 0 } = diagnostics;
    lines.push(
      `alignment ${formatNumber(alignment)} · uniformity ${formatNumber(uniformity)} · feature std ${formatNumber(featureStd)}` +
        ` · RankMe ${formatNumber(rankMe)} · contrastive top-1 ${formatShare(contrastiveTop1)}`,
    );
  }
  return lines.join('\n');
}

function accuracyOf(evaluation: Evaluation | undefined): string {
  if (!evaluation?.accuracy) return '';
  const { value = 0, low = 0, high = 0 } = evaluation.accuracy;
  return `${formatShare(value)} (${(100 * low).toFixed(2)}–${(100 * high).toFixed(2)})`;
}
