import { checkNumber } from '@parallax/errors';
import { checkLabels, type Labels } from './features.js';
import { findNearest, type Nearest, type SearchOptions } from './nearest.js';

/** How many neighbours vote, where nothing else is said. */
export const NEIGHBOURS = 200;

/** τ of a vote's weight, likewise. */
export const VOTE_TEMPERATURE = 0.1;

export interface KnnOptions extends Omit<SearchOptions, 'k'> {
  trainLabels: Labels;
  /** How many classes there are. */
  classes: number;
  /** Neighbours that vote. Default: `NEIGHBOURS`. */
  k?: number;
  /** τ of a vote's weight, exp(s / τ). Default: `VOTE_TEMPERATURE`. */
  temperature?: number;
}

export interface KnnResult {
  /** The class with the largest score, for each test row; of equal ones the lowest label. */
  predictions: Int32Array;
  /** Each class's share of the votes, row-major [test, classes]: a row sums to 1. */
  scores: Float64Array;
}

/**
 * Weighted nearest neighbours (Wu et al. 2018, "Unsupervised Feature Learning via Non-Parametric Instance
 * Discrimination"): the k rows of the bank with the largest cosine similarity s vote for their label with exp(s / τ).
 *
 * @throws INVALID_FIELD for a k larger than the bank, a temperature that is not positive, features that are not finite
 */
export async function knn(options: KnnOptions): Promise<KnnResult> {
  const { train, trainLabels, test, classes, k = NEIGHBOURS, temperature = VOTE_TEMPERATURE } = options;
  checkLabels('trainLabels', trainLabels, train.count, classes);
  checkNumber('temperature', temperature, { above: 0 });
  const nearest = await findNearest({ ...options, k });
  return voteOf(nearest, [0, test.count], { k, temperature, labels: trainLabels, classes });
}

interface Voting {
  k: number;
  temperature: number;
  /** Of the bank. */
  labels: Labels;
  classes: number;
}

/** What the k nearest of the test rows from `start` to before `end` vote for. */
export function voteOf(nearest: Nearest, [start, end]: readonly [number, number], voting: Voting): KnnResult {
  const { classes } = voting;
  const scores = new Float64Array((end - start) * classes);
  for (let row = start; row < end; row++)
    vote(nearest, row, voting, scores.subarray((row - start) * classes, (row - start + 1) * classes));
  return { predictions: largest(scores, classes), scores };
}

/** Weights are taken relative to the nearest's, which leaves the shares as they are and can't overflow. */
function vote(nearest: Nearest, row: number, { k, temperature, labels }: Voting, shares: Float64Array): void {
  const { similarities, neighbours } = nearest.of(row, k);
  let total = 0;
  for (const [place, similarity] of similarities.entries()) {
    const weight = Math.exp((similarity - (similarities[0] as number)) / temperature);
    const label = labels[neighbours[place] as number] as number;
    (shares[label] as number) += weight;
    total += weight;
  }
  for (let label = 0; label < shares.length; label++) (shares[label] as number) /= total;
}

/** The place of each row's largest value, the first of equal ones. */
function largest(values: Float64Array, width: number): Int32Array {
  return Int32Array.from({ length: values.length / width }, (_, row) => {
    const from = values.subarray(row * width, (row + 1) * width);
    return from.indexOf(from.reduce((most, value) => Math.max(most, value)));
  });
}
