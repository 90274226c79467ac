import { createHash } from 'node:crypto';
import type { Format } from '@parallax/data';
import { invalidField } from '@parallax/errors';
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
}

/** Labels are 16 bits wide. */
const MOST_CLASSES = 65_535;

/** @throws INVALID_FIELD where there are too many classes */
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
  };
}

interface Same {
  kept: Found[];
  leftOut: LeftOut[];
}

/**
 * Which of two pictures stays, where the second came first: it does, unless the other was here before it, or is in `test`, so that nobody
 * trains on it.
 */
function goesBefore(row: Found, other: Found | undefined): boolean {
  if (!other || row.isHere !== other.isHere) return !other || row.isHere === true;
  return row.split === 'test' && other.split !== 'test';
}

/** Of pictures that are the same one stays, and all that were here. */
function dropSame(rows: readonly Found[]): Same {
  const first = new Map<string, Found>();
  for (const row of rows) if (goesBefore(row, first.get(row.identity))) first.set(row.identity, row);
  const isKept = (row: Found) => row.isHere || first.get(row.identity) === row;
  const leftOut = rows
    .filter((row) => !isKept(row))
    .map((row) => ({ name: row.name, reason: sameAs(row, first.get(row.identity) as Found) }));
  return { kept: rows.filter(isKept), leftOut };
}

/** Published arrays keep what they have: whoever compares with others has the same pictures. */
function listSame(rows: readonly Found[]): Same {
  const first = new Map<string, Found>();
  const leftOut: LeftOut[] = [];
  for (const row of rows) {
    const other = first.get(row.identity);
    if (other) leftOut.push({ name: row.name, reason: `${sameAs(row, other)}; kept, as it was published` });
    else first.set(row.identity, row);
  }
  return { kept: [...rows], leftOut };
}

/** A picture of one brightness all over looks like every other such one, which says nothing. */
const FEATURELESS = '0'.repeat(16);

/**
 * Pictures whose perceptual hash is that of an earlier one: as a rule another size, crop or compression of it. In `test` they stay,
 * where the other one is in `train`: that goes then.
 */
function findNear(rows: readonly Found[], isDropped: boolean): Same {
  const first = new Map<string, Found>();
  for (const row of rows) {
    if (row.look === FEATURELESS) continue;
    if (goesBefore(row, first.get(row.look))) first.set(row.look, row);
  }
  const like = (row: Found) => {
    const other = first.get(row.look);
    return row.isHere || other === row || other?.identity === row.identity ? undefined : other;
  };
  const leftOut = rows.flatMap((row) => {
    const other = like(row);
    const kept = isDropped ? '' : '; kept';
    return other ? [{ name: row.name, reason: `it looks like ${other.name}${kept}` }] : [];
  });
  return { kept: isDropped ? rows.filter((row) => !like(row)) : [...rows], leftOut };
}

function sameAs(row: Found, other: Found): string {
  const labels = row.label === other.label ? '' : `, which is ${other.label} and this one ${row.label}`;
  return `it is the same picture as ${other.name}${labels}`;
}

/** Whether a picture is held out: by its look alone, so that it is for ever, and with it all that look the same; or by its group. */
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
