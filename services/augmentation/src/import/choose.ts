import { type Format, splitNames } from '@parallax/data';
import { dropSame, findNear, listSame } from './duplicates.js';
import { type HoldOut, holdOut } from './hold-out.js';
import type { Row } from './row.js';
import type { ResolvedImport } from './spec.js';

/** A row, and where its pixels lie. */
export interface Found extends Row {
  /** Index of its piece, and of the row in it. */
  piece: number;
  at: number;
  /** What stays on one side of a split with others of it. */
  group?: string;
  /** It was in the dataset before to which the others come, and stays where it is. */
  isHere?: boolean;
}

/** A picture that stays out, or that would. */
export interface LeftOut {
  name: string;
  reason: string;
}

/** What goes into a dataset, in its order. */
export interface Chosen {
  train: Found[];
  test: Found[];
  /** By label; empty where the pictures have none. */
  classes: string[];
  /** The label of a row, where there are classes. */
  labelOf(row: Found): number;
  leftOut: LeftOut[];
  /** Those that stay out because they have no class, as others have. */
  unlabelled: Found[];
  /** Of so many of the source, each picture once; those that are there already count too. */
  labelledFrom: number;
  /** Pictures that are the same as an earlier one. */
  duplicates: number;
  /** Of the others, those that look like an earlier one. */
  nearDuplicates: number;
  /** Where nothing was held out though that was asked for, or quite another share: why. */
  warning?: string;
}

/**
 * What of the pictures goes into a dataset, and where.
 *
 * @param spec what the import asks for; `isTable` where a table says the classes
 */
export function choose(
  found: readonly Found[],
  { isPublished, classes: given }: Pick<Format, 'isPublished' | 'classes'>,
  spec: Pick<ResolvedImport, 'labels' | 'test' | 'dropDuplicates'> & { isTable?: boolean },
): Chosen {
  const ordered = isPublished ? [...found] : inOrderOfFiles(found);
  const isLabelled =
    spec.labels === 'LABELS_SOURCE' && (spec.isTable || ordered.some(({ label }) => label !== undefined));
  const classOf = (row: Found) => (isLabelled && row.label !== undefined ? classNameOf(row, given) : undefined);
  const same = isPublished ? listSame(ordered, classOf) : dropSame(ordered, classOf);
  const near = findNear(same.kept, spec.dropDuplicates, classOf);
  const unlabelled = isLabelled ? near.kept.filter(({ label }) => label === undefined) : [];
  const kept = isLabelled ? near.kept.filter(({ label }) => label !== undefined) : near.kept;
  const hasTest = kept.some(({ split, isHere }) => split === 'test' && !isHere);
  const holding = holdOut(kept, spec.test);
  // Where nothing is to be held out, what its source has for training is.
  const isOpen = (row: Found) => !hasTest && !row.isHere && (spec.test > 0 || row.split === undefined);
  const held = new Set(kept.filter((row) => row.split === 'test' || (isOpen(row) && holding.isHeldOut(row))));
  const classes = isLabelled ? classesOf(kept, given) : [];
  const labels = new Map(classes.map((name, label) => [name, label]));
  const warning = hasTest && spec.test > 0 ? testIsThere : warningOf(kept, held, holding, spec.test);
  return {
    train: kept.filter((row) => !held.has(row)),
    test: [...held],
    classes,
    labelOf: (row) => labels.get(classNameOf(row, given)) as number,
    leftOut: [...same.leftOut, ...near.leftOut],
    unlabelled,
    labelledFrom: countOfSource(ordered, near.kept),
    duplicates: same.leftOut.length,
    nearDuplicates: near.leftOut.length,
    ...(warning && { warning }),
  };
}

/** What stays of a source, and what of it doesn't come once more: so that adding the same again is judged as it was before. */
function countOfSource(found: readonly Found[], kept: readonly Found[]): number {
  const here = new Set(found.filter(({ isHere }) => isHere).map(({ identity }) => identity));
  const known = found.filter(({ isHere, identity }) => !isHere && here.has(identity));
  return kept.filter(({ isHere }) => !isHere).length + new Set(known.map(({ identity }) => identity)).size;
}

/**
 * Files in the order of their names, and what is there among them, as if all had been imported at once. Where that has an order of its own,
 * as published arrays have, it keeps it, and the others come behind.
 */
function inOrderOfFiles(found: readonly Found[]): Found[] {
  const byName = (rows: readonly Found[]) => rows.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const isHere = (row: Found) => row.isHere === true;
  const isInOrder = splitNames.every((name) => {
    const rows = found.filter((row) => isHere(row) && row.split === name);
    return rows.every((row, at) => at === 0 || (rows[at - 1] as Found).name <= row.name);
  });
  if (isInOrder) return byName(found);
  return [...found.filter(isHere), ...byName(found.filter((row) => !isHere(row)))];
}

const testIsThere = 'test held nothing out: the source has a test split of its own, which is taken';

/** What was held out may differ by so much of the share that was asked for, before that is said. */
const TOLERANCE = 0.5;

/** What is to be said of what was held out, of the pictures that could be. */
function warningOf(
  kept: readonly Found[],
  test: ReadonlySet<Found>,
  { isBound }: HoldOut,
  share: number,
): string | undefined {
  const added = kept.filter(({ isHere }) => !isHere);
  const fresh = added.filter((row) => !isBound(row));
  const held = fresh.filter((row) => test.has(row)).length;
  if (share === 0 || (fresh.length === 0 && added.length > 0)) return undefined;
  if (held === 0) return 'test held nothing out: there are too few pictures for such a share';
  const own = held / fresh.length;
  if (Math.abs(own - share) <= TOLERANCE * Math.min(share, 1 - share)) return undefined;
  const groups = new Set(fresh.map(({ group }) => group));
  const why = groups.has(undefined)
    ? 'whether one is held out depends on it alone, and there are few'
    : `a group is held out as a whole, and there are ${groups.size} of them`;
  return `test held out ${held} of ${fresh.length} pictures, a share of ${own.toFixed(2)} and not ${share}: ${why}`;
}

/** The classes by index, or else by name, in order. */
function classesOf(rows: readonly Found[], given: readonly string[] | undefined): string[] {
  const names = new Set(rows.map((row) => classNameOf(row, given)));
  const known = new Set(given);
  return [...(given ?? []), ...classesInOrder([...names].filter((name) => !known.has(name)))];
}

/** Numbers by their value where all are numbers, or else names by their letters. */
function classesInOrder(names: readonly string[]): string[] {
  return names.every((name) => /^\d{1,15}$/.test(name))
    ? names.toSorted((a, b) => Number(a) - Number(b))
    : names.toSorted();
}

function classNameOf({ label = 0 }: Found, given: readonly string[] | undefined): string {
  return typeof label === 'string' ? label : (given?.[label] ?? String(label));
}
