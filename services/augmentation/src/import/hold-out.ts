import { createHash } from 'node:crypto';
import { FEATURELESS, type SplitName } from '@parallax/data';
import type { Found } from './choose.js';

/** What is held out of the pictures that come, where their source has no test split. */
export interface HoldOut {
  isHeldOut(row: Found): boolean;
  /** Whether it goes where a picture is that was there before, whatever share was asked for. */
  isBound(row: Found): boolean;
}

/**
 * Tells which pictures are held out: by their group, or else by their look alone, so that it is for ever, whatever they are brought to,
 * and with them all that look the same. Groups that have the same look in them stay together, and by the first of them. What is tied to
 * a picture that is there takes its side; where that is both, `train`, so that nothing more of `test` looks like what is trained on. A
 * picture without features, whose look says nothing, ties none.
 *
 * @param share of them that is to be held out
 */
export function holdOut(rows: readonly Found[], share: number): HoldOut {
  const ties = new Ties();
  for (const { group, look } of rows) {
    if (group !== undefined && look !== FEATURELESS) ties.join(groupKey(group), lookKey(look));
  }
  const rootOf = ({ group, look }: Found) => ties.rootOf(group === undefined ? lookKey(look) : groupKey(group));
  const sides = new Map<string, SplitName>();
  for (const row of rows) {
    if (!row.isHere || row.look === FEATURELESS) continue;
    const root = rootOf(row);
    sides.set(root, row.split === 'test' ? (sides.get(root) ?? 'test') : 'train');
  }
  const sideOf = (row: Found) => sides.get(rootOf(row));
  return {
    isHeldOut: (row) => (sideOf(row) ?? drawn(rootOf(row), share)) === 'test',
    isBound: (row) => sideOf(row) !== undefined,
  };
}

/** Groups come before looks, so that they give their name to what is tied to them. */
const groupKey = (group: string) => `1${group}`;
const lookKey = (look: string) => `2${look}`;

function drawn(root: string, share: number): SplitName {
  if (share === 0) return 'train';
  const hash = createHash('sha256')
    .update(`parallax:test:${root.slice(1)}`)
    .digest();
  return hash.readUInt32LE() / 2 ** 32 < share ? 'test' : 'train';
}

/** Keys that are tied to each other, a few or many at a time: each stands for its first (disjoint sets, Tarjan 1975). */
class Ties {
  readonly #parents = new Map<string, string>();

  /** The first of all that are tied to it. */
  rootOf(key: string): string {
    let root = key;
    for (let parent = this.#parents.get(root); parent !== undefined; parent = this.#parents.get(root)) {
      const next = this.#parents.get(parent);
      // The way is halved for whoever goes it next.
      if (next !== undefined) this.#parents.set(root, next);
      root = parent;
    }
    return root;
  }

  join(one: string, other: string): void {
    const [first = '', last = ''] = [this.rootOf(one), this.rootOf(other)].sort();
    if (first !== last) this.#parents.set(last, first);
  }
}
