import type { Format, Item, Unit, Unread } from '../item.js';
import { untilBroken, whyRefused } from '../refusal.js';
import type { Source, SourceFile } from '../source.js';
import { Archive } from './archives.js';
import { unitsOfFiles } from './images.js';
import { isNamedPicture } from './kinds.js';
import type { Member } from './member.js';
import { isLeftOut, splitWordOfArchive, Trees } from './place.js';
import { type ReadMember, ShardSign, samplesOf } from './webdataset.js';

/** What the names of all files tell, before any of them is read. */
interface Survey {
  trees: Trees;
  /** Those that are shards of WebDataset. */
  shards: ReadonlySet<Archive>;
  /** How many members each has that is whole, as far as its names tell. */
  counts: ReadonlyMap<Archive, number>;
  broken: readonly Unread[];
  /** How many members in all `isLeftOut` names. */
  leftOut: number;
}

/**
 * A collection of image files: a tree of them, archives of such trees (`.tar`, `.tar.gz`, `.tgz`, `.zip`), or both;
 * WebDataset's shards where tars are such. Every file is an item, whether it is a picture or not, except what `isLeftOut`
 * names, which is counted in `others`, and a shard's members that are no pictures.
 *
 * Split and class are told by the paths (see `Trees`), of the source's files and of those in archives apart; the path of
 * an archive itself only tells a split, where it is named for one. Files in archives are named by their paths there, after
 * the archive's path where the source has more than one archive: without its extension, unless something else is called so. Of paths
 * that a user has named, they always are, after the whole of it.
 * What can't be a picture is refused (a link, a path that leaves its archive, what is encrypted, empty, damaged or larger
 * than 64 MiB) and doesn't end the import.
 *
 * An archive that is cut off, corrupt, can't be read, or unpacks to far too much is `unread` where there is anything beside it. Where
 * only its bytes tell that, what was read before counts, and the archive is refused as an item.
 *
 * @param files what `source.list()` gave
 * @throws INVALID_FIELD that names the source's field and the archive, at once or while a unit is read, where there is nothing but
 * an archive of which that is true
 */
export async function openCollection(
  source: Source,
  files: readonly SourceFile[],
  signal?: AbortSignal,
  classes?: readonly string[],
): Promise<Format> {
  const kept = files.filter(({ name, below = name }) => !isLeftOut(below));
  const packed = kept.map((file) => Archive.of(source, file)).filter((each) => each !== undefined);
  const packings = new Set(packed.map(({ file }) => file));
  const plain = kept.filter((file) => !packings.has(file));
  const survey = await surveyOf(plain, packed, signal, classes);
  const archives = packed.filter((archive) => survey.counts.has(archive));
  const isAlone = packed.length === 1 && !plain.some(({ name }) => isNamedPicture(name));
  const place = (file: SourceFile) => {
    const { files: layout, hasTest } = survey.trees.of(file);
    return layout.place(file.placed ?? file.below ?? file.name, hasTest);
  };
  const unitOfArchive = (archive: Archive): Unit => {
    const { name, root } = archive.file;
    const isNamed = root !== undefined || archives.length > 1;
    const prefix = isNamed ? `${root === undefined ? folderOf(archive, archives, plain) : name}/` : '';
    const items = (reading?: AbortSignal) => itemsOf(archive, survey, prefix, reading);
    const read = isAlone ? items : (reading?: AbortSignal) => untilBroken(name, items(reading), reading);
    return { name, count: survey.counts.get(archive) as number, read };
  };
  return {
    name: survey.shards.size > 0 ? 'webdataset' : 'images',
    isPublished: false,
    units: [...unitsOfFiles(plain, place), ...archives.map(unitOfArchive)],
    unread: survey.broken,
    others: files.length - kept.length + survey.leftOut,
  };
}

async function surveyOf(
  plain: readonly SourceFile[],
  archives: readonly Archive[],
  signal?: AbortSignal,
  classes?: readonly string[],
): Promise<Survey> {
  const trees = new Trees(classes);
  for (const file of plain) trees.addFile(file);
  const shards = new Set<Archive>();
  const counts = new Map<Archive, number>();
  const broken: Unread[] = [];
  let first: unknown;
  let leftOut = 0;
  for (const archive of archives) {
    try {
      const names = await namesIn(archive, signal);
      trees.addArchive(archive.file, names.folders.values());
      counts.set(archive, names.count);
      if (names.isShard) shards.add(archive);
      leftOut += names.leftOut;
    } catch (thrown) {
      broken.push({ name: archive.file.name, reason: whyRefused(thrown) });
      first ??= thrown;
    }
  }
  if (first && counts.size === 0 && !plain.some(({ name }) => isNamedPicture(name))) throw first;
  return { trees, shards, counts, broken, leftOut };
}

/** What the names of an archive's members tell. @throws INVALID_FIELD where it is broken */
async function namesIn(archive: Archive, signal?: AbortSignal) {
  const sign = new ShardSign();
  // One name of a picture, and one of anything else, of each folder.
  const folders = new Map<string, string>();
  let [count, leftOut] = [0, 0];
  for await (const member of archive.members({ namesOnly: true, signal })) {
    const { name, isInside, isTar } = member;
    if (!isKept(member)) {
      leftOut++;
      continue;
    }
    count++;
    if (isInside) folders.set(`${isNamedPicture(name)} ${name.slice(0, name.lastIndexOf('/') + 1)}`, name);
    if (isTar) sign.add(name);
  }
  return { folders, count, leftOut, isShard: sign.isShard };
}

/** What stands for an archive in the names of its files: no other's, and no folder's beside it. */
function folderOf({ stem, file }: Archive, archives: readonly Archive[], plain: readonly SourceFile[]): string {
  const isShared = archives.some((other) => other.file !== file && other.stem === stem);
  return isShared || plain.some(({ name }) => name.startsWith(`${stem}/`)) ? file.name : stem;
}

/** The items of an archive; `prefix` comes before their names. */
async function* itemsOf(
  archive: Archive,
  { trees, shards }: Survey,
  prefix: string,
  signal?: AbortSignal,
): AsyncGenerator<Item> {
  const word = splitWordOfArchive(archive.file.name);
  const named = word && { word, stem: archive.stem.slice(archive.stem.lastIndexOf('/') + 1) };
  const { packed, hasTest } = trees.of(archive.file);
  const isShard = shards.has(archive);
  const members = keptOf(archive.members({ signal }));
  for await (const { name, isInside, label, content } of isShard ? samplesOf(members) : allOf(members)) {
    const place = isInside ? packed.place(name, hasTest, named) : {};
    yield { name: prefix + name, split: place.split, label: isShard ? label : place.label, content };
  }
}

/** Without what is left out. What leaves its archive is kept, to be refused. */
async function* keptOf<M extends Member>(members: AsyncIterable<M>): AsyncGenerator<M> {
  for await (const member of members) if (isKept(member)) yield member;
}

function isKept({ name, isInside }: Member): boolean {
  return !isInside || !isLeftOut(name);
}

async function* allOf(members: AsyncIterable<Member>): AsyncGenerator<ReadMember> {
  for await (const { name, isInside, content } of members) yield { name, isInside, content: await content() };
}
