import { formatNumber } from './format.js';
import { printable } from './printable.js';

/** How many of a split's images each class has. */
export interface SplitCounts {
  name: string;
  perClass: readonly number[];
}

/** Of more classes, the first are named. */
const MOST_NAMED = 20;

/**
 * The classes with their counts by split, for people: `2, train + test: cats 20 + 5, dogs 18 + 6`.
 *
 * @param names of the first classes at least, in their order
 * @param count of all classes
 */
export function describeClasses(names: readonly string[], count: number, splits: readonly SplitCounts[]): string {
  if (count === 0) return 'none';
  const known = splits.filter(({ perClass }) => perClass.length > 0);
  const countsOf = (label: number) => known.map(({ perClass }) => formatNumber(perClass[label] ?? 0)).join(' + ');
  const named = names.slice(0, MOST_NAMED).map((name, label) => `${printable(name)} ${countsOf(label)}`.trimEnd());
  const more = count - named.length;
  const of = known.length > 0 ? `, ${known.map(({ name }) => name).join(' + ')}` : '';
  return `${formatNumber(count)}${of}: ${named.join(', ')}${more > 0 ? ` and ${formatNumber(more)} more` : ''}`;
}
