import { collectionLimits, decodeWhole, FEATURELESS, type Item, readPictureHeader, type Unit } from '@parallax/data';
import type { Found, LeftOut } from './choose.js';
import { admitted, hashOf } from './row.js';

/**
 * Tells apart pictures that differ in their files, and are the same only once they have been brought to size: those are read and
 * decoded once more, whole.
 *
 * @param units of the source, as the rows number them
 * @param size pixels a side, to which they were brought
 */
export async function tellApart(
  found: readonly Found[],
  units: readonly Unit[],
  size: number,
  signal: AbortSignal,
): Promise<Found[]> {
  const doubtful = new Map<number, Set<string>>();
  for (const { unit, name } of doubtfulRows(found, size)) {
    doubtful.set(unit, (doubtful.get(unit) ?? new Set()).add(name));
  }
  const whole = new Map<string, string>();
  for (const [number, names] of doubtful) {
    for await (const item of (units[number] as Unit).read(signal)) {
      if (names.has(item.name)) whole.set(`${number} ${item.name}`, await hashWhole(item, signal));
    }
  }
  return found.map((row) => {
    const own = whole.get(`${row.unit} ${row.name}`);
    return own === undefined ? row : { ...row, identity: `${row.identity} ${own}` };
  });
}

/** Of pictures that became the same by being resized those of which another file has been one of them. */
function doubtfulRows(found: readonly Found[], size: number): Found[] {
  const alike = new Map<string, Found[]>();
  for (const row of found) {
    if (row.identity.startsWith(`${size}×${size} `)) continue;
    const rows = alike.get(row.identity);
    if (rows) rows.push(row);
    else alike.set(row.identity, [row]);
  }
  return [...alike.values()].filter((rows) => rows.some(({ source }) => source !== rows[0]?.source)).flat();
}

/** Of all pixels of a picture that has been decoded before. */
async function hashWhole({ name, content }: Item, signal: AbortSignal): Promise<string> {
  if (content.kind === 'pixels') return hashOf(content.pixels);
  if (content.kind === 'refused') return content.why;
  const { bytes } = content;
  const header = await readPictureHeader(bytes, name, collectionLimits);
  return admitted(2 * header.decodedBytes, async () => hashOf(await decodeWhole(bytes, header, name)), signal);
}

/** What stays of some pictures, and what is to be said of the others. */
interface Same {
  kept: Found[];
  leftOut: LeftOut[];
}

/** The class of a picture, where that is of interest. */
type ClassOf = (row: Found) => string | undefined;

/**
 * Which of two pictures stays, where the second came first: it does, unless the other was here before it, or has a class and it has none,
 * or is in `test`, so that nobody trains on it.
 */
function goesBefore(row: Found, other: Found | undefined, classOf: ClassOf): boolean {
  if (!other || row.isHere !== other.isHere) return !other || row.isHere === true;
  const hasClass = classOf(row) !== undefined;
  if (hasClass !== (classOf(other) !== undefined)) return hasClass;
  return row.split === 'test' && other.split !== 'test';
}

/** Of pictures that are the same one stays, and all that were here. */
export function dropSame(rows: readonly Found[], classOf: ClassOf): Same {
  const first = new Map<string, Found>();
  for (const row of rows) if (goesBefore(row, first.get(row.identity), classOf)) first.set(row.identity, row);
  const isKept = (row: Found) => row.isHere || first.get(row.identity) === row;
  const leftOut = rows
    .filter((row) => !isKept(row))
    .map((row) => ({ name: row.name, reason: sameAs(row, first.get(row.identity) as Found, classOf) }));
  return { kept: rows.filter(isKept), leftOut };
}

/** Published arrays keep what they have, as whoever compares with others has the same pictures; but what is here doesn't come once more. */
export function listSame(rows: readonly Found[], classOf: ClassOf): Same {
  const first = new Map<string, Found>();
  for (const row of rows) {
    const other = first.get(row.identity);
    if (!other || (row.isHere && !other.isHere)) first.set(row.identity, row);
  }
  const isKept = (row: Found) => row.isHere || !first.get(row.identity)?.isHere;
  const leftOut = rows.flatMap((row) => {
    const other = first.get(row.identity) as Found;
    const kept = isKept(row) ? '; kept, as it was published' : '';
    return row.isHere || other === row ? [] : [{ name: row.name, reason: `${sameAs(row, other, classOf)}${kept}` }];
  });
  return { kept: rows.filter(isKept), leftOut };
}

/**
 * Pictures whose perceptual hash is that of an earlier one: as a rule another size, crop or compression of it. In `test` they stay,
 * where the other one is in `train`: that goes then.
 */
export function findNear(rows: readonly Found[], isDropped: boolean, classOf: ClassOf): Same {
  const first = new Map<string, Found>();
  for (const row of rows) {
    if (row.look === FEATURELESS) continue;
    if (goesBefore(row, first.get(row.look), classOf)) first.set(row.look, row);
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

function sameAs(row: Found, other: Found, classOf: ClassOf): string {
  const [own, others] = [classOf(row), classOf(other)];
  const classes =
    own === others
      ? ''
      : `, which ${others === undefined ? 'has no class' : `is ${others}`} and this one ${own ?? 'has none'}`;
  return `it is the same picture as ${other.name}${classes}`;
}
