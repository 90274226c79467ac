import { type ObjectiveSpec, objectiveOf } from './objectives/list.js';
import type { ViewCounts } from './objectives/objective.js';

/** What became of something, in words. */
export interface Verdict {
  text: string;
  /** Whether it speaks against what was made. */
  isWarning: boolean;
}

/** What a training's verdict goes by. */
export interface TrainingEvidence extends ViewCounts {
  objective: ObjectiveSpec;
  /** In a batch. */
  images: number;
  /** Of the rows that the objective compares. */
  width: number;
  /** Of every `lossEvery`-th step, as far as they are known: the first is that of the weights with which it began. */
  losses: readonly number[];
  lossEvery: number;
  stepsPerEpoch: number;
  /** The size of an epoch's last batch as a share of the others'. */
  lastBatch: number;
  /** In the order of the epochs, of unit projections. */
  diagnostics: readonly { epoch?: number; featureStd?: number }[];
  /** Width of the projections that the diagnostics are of. */
  projections: number;
}

/** A loss this near to that of rows that are all alike is it. */
const alike = 1e-4;

/** Projections whose deviation is below this share of what those have that point everywhere, 1/√width, are all equal (Chen & He 2021). */
const equalShare = 0.01;

/** Of the way from a collapsed loss to the floor, what may be left where a loss is at its floor. */
const floorShare = 0.01;

/**
 * What became of a training. The first rule that fits speaks:
 *
 * 1. Collapsed, by the loss: its last is within 1e-4 of that of rows which are all alike. Where this is the lowest there is, as of BYOL, the
 *    loss alone doesn't say so while there are diagnostics.
 * 2. Collapsed, by the diagnostics: at the last measurement, and since which, the deviation was below 1 % of 1/√width.
 * 3. Nothing learned: the last loss is no lower than the first. Of an objective with a queue, which begins at random, the first says nothing.
 * 4. At its floor: of the way from a collapsed loss to the lowest that can be, at most 1 % is left.
 * 5. Otherwise, from where to where the loss has come, beside its floor.
 *
 * The last loss is the mean over the last tenth of the steps. Those of an epoch's smaller last batch are left out, since the loss of rows that
 * are all alike, and the lowest, go by the size of the batch.
 */
export function trainingVerdict(evidence: TrainingEvidence): Verdict {
  const losses = ofWholeBatches(evidence);
  if (losses.length < 2) return { text: 'one step says nothing of what was learned', isWarning: false };
  const { objective, values } = objectiveOf(evidence.objective);
  const kept = Object.values(objective.keeps?.(values, evidence.width) ?? {});
  const beginsAtRandom = kept.some(({ begins }) => begins === 'directions');
  const [first = Number.NaN] = losses;
  const last = lossAtEnd(losses);
  const [began, ended] = [first.toFixed(4), last.toFixed(4)];
  const rows = objective.rows.join(' and ');
  const collapsed = objective.collapsedLoss?.(evidence, values);
  const floor = objective.floor?.(evidence, values);
  const since = collapsedSince(evidence);
  const saysSo = collapsed !== floor || evidence.diagnostics.length === 0 || since !== undefined;
  if (collapsed !== undefined && saysSo && Math.abs(last - collapsed) < alike) {
    const text = `the loss ended at ${ended}, which is that of ${rows} that are all alike: the encoder has collapsed`;
    return warning(since === undefined ? text : `${text}, since epoch ${since}`);
  }
  if (since !== undefined) return warning(`collapsed: all projections equal since epoch ${since}`);
  if (last >= first && !beginsAtRandom)
    return warning(
      `the loss ended at ${ended}, no lower than the ${began} with which it began: the encoder has learned nothing, or has collapsed`,
    );
  const lowest = floor === undefined ? '' : `, where the lowest that can be is ${floor.toFixed(4)}`;
  if (floor !== undefined && collapsed !== undefined && last - floor < floorShare * (collapsed - floor)) {
    const given = 'temperature' in values ? ' for this batch and temperature' : '';
    return { text: `the loss is at its floor${given}: it ended at ${ended}${lowest}`, isWarning: false };
  }
  const from = Number.isNaN(first) || beginsAtRandom ? '' : ` from ${began}`;
  return { text: `the loss came${from} to ${ended}${lowest}`, isWarning: false };
}

const warning = (text: string): Verdict => ({ text, isWarning: true });

function ofWholeBatches({ losses, lossEvery, stepsPerEpoch, lastBatch }: TrainingEvidence): readonly number[] {
  // Where an epoch has a single batch, all batches are alike.
  if (lastBatch === 1 || stepsPerEpoch === 1) return losses;
  return losses.filter((_, at) => (at * lossEvery) % stepsPerEpoch < stepsPerEpoch - 1);
}

function lossAtEnd(losses: readonly number[]): number {
  const last = losses.slice(-Math.ceil(losses.length / 10)).filter((loss) => !Number.isNaN(loss));
  return last.reduce((sum, loss) => sum + loss, 0) / last.length;
}

/** The first of the epochs, up to the last that was measured, after which all projections were equal. */
function collapsedSince({ diagnostics, projections }: TrainingEvidence): number | undefined {
  const isCollapsed = ({ featureStd = 0 }: TrainingEvidence['diagnostics'][number]) =>
    featureStd * Math.sqrt(projections) < equalShare;
  const sound = diagnostics.findLastIndex((each) => !isCollapsed(each));
  return diagnostics[sound + 1]?.epoch;
}

/** An accuracy as a probe has it, with its 95 % interval. */
interface Measured {
  value: number;
  low: number;
  high: number;
}

/**
 * What a probe says of a trained encoder beside a baseline, such as `its random encoder`:
 *
 * 1. Below it, or above it: the 95 % intervals of the two don't overlap.
 * 2. Otherwise, not told apart from it.
 *
 * @param probe as people call it
 */
export function probeVerdict(probe: string, trained: Measured, baseline: { name: string } & Measured): Verdict {
  const shares = [trained, baseline].map(({ value }) => `${(100 * value).toFixed(2)} %`);
  const beside = `${baseline.name} by ${probe} (${shares.join(' beside ')})`;
  if (trained.high < baseline.low) return warning(`below ${beside}`);
  if (trained.low > baseline.high) return { text: `above ${beside}`, isWarning: false };
  return warning(`not told apart from ${beside}: the 95 % intervals overlap`);
}
