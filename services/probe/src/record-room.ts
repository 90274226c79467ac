import { confusionOf, type Labels } from '@parallax/evaluation';
import type { Measured } from './measure.js';

/**
 * What accuracies by class may take of a job's record, and confusions again, in bytes: it is a message of NATS, of 1 MiB. Of many classes,
 * or of many answers, there are none: they follow from `labels` and `truth` of each answer's predictions, which are a blob.
 */
const room = 256 * 1024;

/** As JSON: an accuracy with its interval, and a count. */
const [proportionBytes, countBytes] = [96, 4];

/** The confusion of one answer, or an empty one. */
export function confusionWhereItFits(predictions: Labels, labels: Labels, classes: number): number[] {
  return countBytes * classes ** 2 <= room ? confusionOf(predictions, labels, classes) : [];
}

/** All answers without what there is no room for, of all or of none. */
export function withinRecord(evaluations: readonly Measured[]): Measured[] {
  const total = (lists: readonly (readonly unknown[] | undefined)[]) =>
    lists.reduce((sum, list) => sum + (list?.length ?? 0), 0);
  const hasClasses = proportionBytes * total(evaluations.map(({ perClass }) => perClass)) <= room;
  const hasConfusion = countBytes * total(evaluations.map(({ confusion }) => confusion)) <= room;
  return evaluations.map((evaluation) => ({
    ...evaluation,
    ...(!hasClasses && { perClass: [] }),
    ...(!hasConfusion && { confusion: [] }),
  }));
}
