import { createHash } from 'node:crypto';
import type { Format } from '@parallax/data';
import { invalidField } from '@parallax/errors';
import { dropSame, findNear, listSame } from './duplicates.js';
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
  /** Pictures that are the same as an earlier one. */
  duplicates: number;
  /** Of the others, those that look like an earlier one. */
  nearDuplicates: number;
  /** Where nothing was held out though that was asked for: why. */
  warning?: string;
}

/** Labels are 16 bits wide. */
const MOST_CLASSES = 65_535;

/** @throws INVALID_FIELD where there are too many classes, or more pictures have none than have one */
export function choose(
  found: readonly Found[],
  { isPublished, classes: given }: Pick<Format, 'isPublished' | 'classes'>,
  spec: Pick<ResolvedImport, 'labels' | 'test' | 'dropDuplicates'>,
): Chosen {
  const ordered = isPublished ? [...found] : found.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const isLabelled = spec.labels === 'LABELS_SOURCE' && ordered.some(({ label }) => label !== undefined);
  const same = isPublished ? listSame(ordered) : dropSame(ordered);
  const near = findNear(same.kept, spec.dropDuplicates);
  const unlabelled = isLabelled ? near.kept.filter(({ label }) => label === undefined) : [];
  checkLabelled(unlabelled, near.kept.length);
  const kept = isLabelled ? near.kept.filter(({ label }) => label !== undefined) : near.kept;
  const hasTest = kept.some(({ split, isHere }) => split === 'test' && !isHere);
  const isTest = (row: Found) =>
    row.split === 'test' || (!hasTest && !row.isHere && isHeldOut(row.group ?? row.look, spec.test));
  const classes = isLabelled ? classesOf(kept, given) : [];
  const labels = new Map(classes.map((name, label) => [name, label]));
  return {
    train: kept.filter((row) => !isTest(row)),
    test: kept.filter(isTest),
    classes,
    labelOf: (row) => labels.get(classNameOf(row, given)) as number,
    leftOut: [
      ...same.leftOut,
      ...near.leftOut,
      ...unlabelled.map(({ name }) => ({ name, reason: 'it has no class, as others have' })),
    ],
    duplicates: same.leftOut.length,
    nearDuplicates: near.leftOut.length,
    ...(spec.test > 0 &&
      !kept.some((row) => row.split !== 'test' && isTest(row)) && { warning: whyNoneHeldOut(hasTest) }),
  };
}

function whyNoneHeldOut(hasTest: boolean): string {
  if (hasTest) return 'test held nothing out: the source has a test split of its own, which is taken';
  return 'test held nothing out: there are too few pictures for such a share';
}

/** Where most pictures have no class, it is the few that stand apart, and not they that are to be left out. */
function checkLabelled(unlabelled: readonly Found[], count: number): void {
  if (2 * unlabelled.length <= count) return;
  const told = `${unlabelled.length} of ${count} pictures without a class, such as ${unlabelled[0]?.name}`;
  throw invalidField('spec.labels', told, 'must be none, which keeps all pictures without classes, or a table of them');
}

/** Whether a picture is held out: by its look alone, so that it is for ever, whatever it is brought to, and with it all that look the same; or by its group. */
function isHeldOut(look: string, share: number): boolean {
  return createHash('sha256').update(`parallax:test:${look}`).digest().readUInt32LE() / 2 ** 32 < share;
}

/** The classes by index, or else by name, in order. */
function classesOf(rows: readonly Found[], given: readonly string[] | undefined): string[] {
  const names = new Set(rows.map((row) => classNameOf(row, given)));
  const known = new Set(given);
  const classes = [...(given ?? []), ...inOrder([...names].filter((name) => !known.has(name)))];
  if (classes.length > MOST_CLASSES) {
    throw invalidField('spec.labels', `${classes.length} classes`, `must be at most ${MOST_CLASSES} of them`);
  }
  return classes;
}

/** Numbers by their value where all are numbers, or else names by their letters. */
function inOrder(names: readonly string[]): string[] {
  return names.every((name) => /^\d{1,15}$/.test(name))
    ? names.toSorted((a, b) => Number(a) - Number(b))
    : names.toSorted();
}

function classNameOf({ label = 0 }: Found, given: readonly string[] | undefined): string {
  return typeof label === 'string' ? label : (given?.[label] ?? String(label));
}
