import type { OnlineDiagnostics, OnlineMeasure } from '@parallax/contract';

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
