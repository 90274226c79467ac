import { checkLabels, type Labels } from './features.js';
import { type Proportion, proportion } from './proportion.js';

/** How well predictions meet labels. */
export interface Scores {
  accuracy: Proportion;
  /** The mean of the classes' shares found, over the classes that have images: of two equal guesses the rarer class counts as much. */
  balancedAccuracy: number;
  /** The mean of the classes' F1, over those that have images or were predicted. */
  macroF1: number;
  /** By label: how many of its images were found (recall). */
  perClass: Proportion[];
}

/** @throws INVALID_FIELD where labels and predictions differ in number, or one is no class */
export function scores(predictions: Labels, labels: Labels, classes: number): Scores {
  checkLabels('labels', labels, labels.length, classes);
  checkLabels('predictions', predictions, labels.length, classes);
  const counts = () => new Array<number>(classes).fill(0);
  const [found, images, predicted] = [counts(), counts(), counts()];
  for (let image = 0; image < labels.length; image++) {
    const [label, prediction] = [labels[image] as number, predictions[image] as number];
    (images[label] as number)++;
    (predicted[prediction] as number)++;
    if (label === prediction) (found[label] as number)++;
  }
  const perClass = found.map((hits, label) => proportion(hits, images[label] as number));
  const f1 = found.map((hits, label) => (2 * hits) / ((images[label] as number) + (predicted[label] as number)));
  return {
    accuracy: proportion(total(found), labels.length),
    balancedAccuracy: mean(perClass.filter(({ count }) => count > 0).map(({ value }) => value)),
    macroF1: mean(f1.filter((value) => !Number.isNaN(value))),
    perClass,
  };
}

/** Counts [classes, classes], row-major: the true class down, the predicted class across. Of labels and predictions that `scores` takes. */
export function confusionOf(predictions: Labels, labels: Labels, classes: number): number[] {
  const confusion = new Array<number>(classes * classes).fill(0);
  for (let image = 0; image < labels.length; image++) {
    (confusion[(labels[image] as number) * classes + (predictions[image] as number)] as number)++;
  }
  return confusion;
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

const mean = (values: readonly number[]): number => total(values) / Math.max(1, values.length);
