import type { KeepSpec, OnlineDiagnostics, OnlineMeasure, StopWhen } from '@parallax/contract';
import { checkEnum, checkInteger, invalidField } from '@parallax/errors';
import type { ResolvedTraining } from './training.js';

/** A measure as people call it, and what is better. */
interface MeasureKind {
  word: string;
  /** Of the diagnostics; undefined of the loss. */
  field?: keyof OnlineDiagnostics;
  isHigherBetter: boolean;
}

export type Measure = Exclude<OnlineMeasure, 'ONLINE_MEASURE_UNSPECIFIED'>;

/** By which one epoch of a training can be better than another. */
export const onlineMeasures: Readonly<Record<Measure, MeasureKind>> = {
  ONLINE_MEASURE_KNN: { word: 'knn', field: 'knnAccuracy', isHigherBetter: true },
  ONLINE_MEASURE_RANK_ME: { word: 'rank_me', field: 'rankMe', isHigherBetter: true },
  ONLINE_MEASURE_ALIGNMENT: { word: 'alignment', field: 'alignment', isHigherBetter: false },
  ONLINE_MEASURE_UNIFORMITY: { word: 'uniformity', field: 'uniformity', isHigherBetter: false },
  ONLINE_MEASURE_LOSS: { word: 'loss', isHigherBetter: false },
};

/** Which encoders of a training are kept beside the last, with nothing left open. */
interface ResolvedKeep {
  everyEpochs: number;
  best: Measure[];
}

/** When a training ends before its last epoch. */
interface ResolvedStop {
  measure: Measure;
  patience: number;
}

/** The part of a training's spec that goes by how epochs compare. */
export interface Selecting {
  keep?: ResolvedKeep;
  stopWhen?: ResolvedStop;
}

const measures = Object.keys(onlineMeasures) as Measure[];

/** As many encoders of a training as are kept: its record names each. */
const mostKept = 200;

/** @throws INVALID_FIELD */
export function resolveSelection({
  keep,
  stopWhen,
}: {
  keep?: KeepSpec | undefined | null;
  stopWhen?: StopWhen | undefined | null;
}): Selecting {
  return { ...(keep && { keep: resolveKeep(keep) }), ...(stopWhen && { stopWhen: resolveStop(stopWhen) }) };
}

function resolveKeep({ everyEpochs = 0, best = [] }: KeepSpec): ResolvedKeep {
  checkInteger('spec.keep.every_epochs', everyEpochs, 0, 1e6);
  const known = best.map((measure) => checkEnum('spec.keep.best', measure, measures));
  if (everyEpochs === 0 && known.length === 0)
    throw invalidField('spec.keep', '', 'must say every_epochs, or by which measures the best is kept, or both');
  return { everyEpochs, best: [...new Set(known)] };
}

function resolveStop({ measure = 'ONLINE_MEASURE_UNSPECIFIED', patience = 0 }: StopWhen): ResolvedStop {
  checkInteger('spec.stop_when.patience', patience, 1, 1e6);
  return { measure: checkEnum('spec.stop_when.measure', measure, measures), patience };
}

/** Whether a training goes by its diagnostics, which are then made whatever their budget: they decide what comes of it. */
export function goesByDiagnostics({ keep, stopWhen }: Selecting): boolean {
  return [...(keep?.best ?? []), ...(stopWhen ? [stopWhen.measure] : [])].some((each) => onlineMeasures[each].field);
}

/**
 * Checks that what a training goes by is measured at all.
 *
 * @param before epochs of a training that it continues, which are not compared
 * @throws INVALID_FIELD
 */
export function checkSelection(
  { keep, stopWhen, epochs, diagnostics }: Pick<ResolvedTraining, 'keep' | 'stopWhen' | 'epochs' | 'diagnostics'>,
  before = 0,
): void {
  const { everyEpochs } = diagnostics;
  const among = before === 0 ? `${epochs} epochs` : `the epochs from ${before + 1} to ${epochs}`;
  const countOf = (every: number) => Math.floor(epochs / every) - Math.floor(before / every);
  const check = (field: string, measure: Measure) => {
    const { word, field: measured } = onlineMeasures[measure];
    if (!measured || (everyEpochs > 0 && countOf(everyEpochs) > 0)) return;
    const why =
      everyEpochs > 0
        ? `which are made every ${everyEpochs} epochs, and so not in ${among}`
        : 'which are off: spec.diagnostics.every_epochs is 0, or the dataset has no test split with labels';
    throw invalidField(field, word, `comes from the diagnostics, ${why}; loss needs none`);
  };
  for (const measure of keep?.best ?? []) check('spec.keep.best', measure);
  if (stopWhen) check('spec.stop_when.measure', stopWhen.measure);
  const kept = keep?.everyEpochs ? countOf(keep.everyEpochs) : 0;
  if (kept > mostKept)
    throw invalidField(
      'spec.keep.every_epochs',
      keep?.everyEpochs,
      `must keep at most ${mostKept} encoders, not ${kept} of ${among}`,
    );
}
