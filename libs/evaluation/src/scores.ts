import { checkLabels, type Labels } from './features.js';
import { type Proportion, proportion } from './proportion.js';

/** How well predictions meet labels. */
export interface Scores {
  accuracy: Proportion;
  /** By label: how many of its images were found (recall). */
  perClass: Proportion[];
  /** Counts [classes, classes], row-major: the true class down, the predicted class across. */
  confusion: number[];
}

/** @throws INVALID_FIELD where labels and predictions differ in number, or one is no class */
export function scores(predictions: Labels, labels: Labels, classes: number): Scores {
  checkLabels('labels', labels, labels.length, classes);
  checkLabels('predictions', predictions, labels.length, classes);
  const confusion = new Array<number>(classes * classes).fill(0);
  for (let image = 0; image < labels.length; image++) {
    const cell = (labels[image] as number) * classes + (predictions[image] as number);
    confusion[cell] = (confusion[cell] as number) + 1;
  }
  const found = Array.from({ length: classes }, (_, label) => confusion[label * classes + label] as number);
  const perClass = found.map((hits, label) =>
    proportion(hits, total(confusion.slice(label * classes, (label + 1) * classes))),
  );
  return { accuracy: proportion(total(found), labels.length), perClass, confusion };
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
