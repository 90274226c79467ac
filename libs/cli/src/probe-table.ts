import type { Evaluation, ProbeResult } from '@parallax/contract';
import { allProbes, answerName } from '@parallax/evaluation';
import { formatNumber, formatShare } from './format.js';
import { table } from './table.js';

/** How the representations are called, the baselines first. */
const representations = {
  REPRESENTATION_RAW_PIXELS: 'raw pixels',
  REPRESENTATION_RANDOM_ENCODER: 'random encoder',
  REPRESENTATION_TRAINED_ENCODER: 'trained encoder',
  REPRESENTATION_VIEWS: 'views',
} as const;

/** The accuracies with their 95 % intervals, one row a representation, and the protocol and diagnostics beneath. */
export function probeTable(result: ProbeResult): string {
  const { evaluations, diagnostics, features = '', trainImages = 0, testImages = 0 } = result;
  const columns = [...new Set(evaluations.map(titleOf))];
  const rowsOf = (cell: (evaluation: Evaluation) => string) =>
    Object.entries(representations)
      .filter(([name]) => evaluations.some(({ representation }) => representation === name))
      .map(([name, label]) => [
        label,
        ...columns.map((column) => {
          const found = evaluations.find((each) => each.representation === name && titleOf(each) === column);
          return found ? cell(found) : '';
        }),
      ]);
  const lines = [
    table(['accuracy', ...columns], rowsOf(accuracyOf)),
    ...(isBalanced(evaluations) ? [] : [table(['balanced accuracy, macro F1', ...columns], rowsOf(balancedOf))]),
    ...evaluations.flatMap(chosenOf),
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

/** A probe, and what tells its answers apart: `kNN k=20`. */
export function titleOf({ probe = '', settings }: Evaluation): string {
  return answerName(allProbes.find(([, { name }]) => name === probe)?.[1].title ?? probe, settings);
}

/** Whether each class has as many test images as any other: then accuracy and balanced accuracy are the same. */
function isBalanced(evaluations: readonly Evaluation[]): boolean {
  const counts = evaluations[0]?.perClass.map(({ count }) => Number(count ?? 0)) ?? [];
  return counts.every((count) => count === counts[0]);
}

function accuracyOf({ accuracy }: Evaluation): string {
  if (!accuracy) return '';
  const { value = 0, low = 0, high = 0 } = accuracy;
  return `${formatShare(value)} (${(100 * low).toFixed(2)}–${(100 * high).toFixed(2)})`;
}

function balancedOf({ balancedAccuracy = 0, macroF1 = 0 }: Evaluation): string {
  return `${formatShare(balancedAccuracy)}, ${macroF1.toFixed(4)}`;
}

/** What images that were held out of train have chosen. */
function chosenOf(evaluation: Evaluation): string[] {
  const { representation = 'REPRESENTATION_UNSPECIFIED', chosen } = evaluation;
  const found = Object.entries(chosen ?? {}).map(([name, value]) => `${name} ${formatNumber(value)}`);
  if (found.length === 0) return [];
  const label = (representations as Record<string, string>)[representation];
  return [`${titleOf(evaluation)} of ${label}: ${found.join(', ')}, chosen by images held out of train`];
}
