import type { ItemSplit } from '../item.js';

/** The splits that sources have, by whatever words they say it: `valid`, `validation` and `dev` are `val`. */
export type SplitWord = 'train' | 'test' | 'val';

/**
 * The split to which belongs what a source calls so, in every format: `val` is `test`, unless the source has a `test` too. Then it is
 * `train`, so that every picture is trained on or held out.
 */
export function splitOf(word: SplitWord, hasTest: boolean): ItemSplit {
  return word === 'train' || (word === 'val' && hasTest) ? 'train' : 'test';
}
