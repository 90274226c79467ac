import type { Evaluation, OverSeeds, ProbeResult } from '@parallax/contract';
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

/** What a cell tells: an evaluation, or what those come to that differ by their seeds alone. */
export type Answer = Evaluation | OverSeeds;

/** The accuracies with their 95 % intervals, one row a representation, and the protocol and diagnostics beneath. */
export function probeTable(result: ProbeResult): string {
  const { evaluations, overSeeds, diagnostics, features = '', trainImages = 0, testImages = 0 } = result;
  const answers = answersOf(result);
  const columns = [...new Set(answers.map(titleOf))];
  const rowsOf = (cell: (answer: Answer) => string) =>
    Object.entries(representations)
      .filter(([name]) => answers.some(({ representation }) => representation === name))
      .map(([name, label]) => [
        label,
        ...columns.map((column) => {
          const found = answers.find((each) => each.representation === name && titleOf(each) === column);
          return found ? cell(found) : '';
        }),
      ]);
  const lines = [
    table(['accuracy', ...columns], rowsOf(accuracyOf)),
    ...(isBalanced(evaluations) ? [] : [table(['balanced accuracy, macro F1', ...columns], rowsOf(balancedOf))]),
    ...evaluations.flatMap(chosenOf),
    ...(overSeeds.length > 0
      ? [`± is over seeds ${overSeeds[0]?.seeds.join(', ')}: what the draw does, not the test images`]
      : []),
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

/** In the order in which they were measured, with means in place of what differs by seeds alone. */
export function answersOf({ evaluations, overSeeds }: ProbeResult): Answer[] {
  const waiting = [...overSeeds];
  return evaluations.flatMap((each): Answer[] => {
    const { seed } = each.settings ?? {};
    if (seed === undefined) return [each];
    // The means stand in the order of the first of each.
    return waiting[0]?.seeds[0] === seed ? waiting.splice(0, 1) : [];
  });
}

/** A probe, and what tells its answers apart: `kNN k=20`. */
export function titleOf({ probe = '', settings }: Answer): string {
  return answerName(allProbes.find(([, { name }]) => name === probe)?.[1].title ?? probe, settings);
}

/** Whether accuracy and balanced accuracy are the same, as where each class has as many test images as any other. */
function isBalanced(evaluations: readonly Evaluation[]): boolean {
  return evaluations.every(({ accuracy: { value = 0 } = {}, balancedAccuracy = value }) => {
    return Math.abs(balancedAccuracy - value) < 1e-9;
  });
}

function accuracyOf(answer: Answer): string {
  if (!answer.accuracy) return '';
  const { value = 0, low = 0, high = 0 } = answer.accuracy;
  if ('seeds' in answer) return `${formatShare(value)} ±${(50 * (high - low)).toFixed(2)}`;
  return `${formatShare(value)} (${(100 * low).toFixed(2)}–${(100 * high).toFixed(2)})`;
}

function balancedOf(answer: Answer): string {
  const { balancedAccuracy = 0, macroF1 = 0 } =
    'seeds' in answer ? { balancedAccuracy: answer.balancedAccuracy?.value, macroF1: answer.macroF1?.value } : answer;
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
