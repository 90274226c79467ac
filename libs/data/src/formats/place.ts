import type { ItemSplit } from '../item.js';
import type { SourceFile } from '../source.js';
import { isNamedPicture } from './kinds.js';
import { type SplitWord, splitOf } from './split-word.js';

/** Where a picture belongs, by its path. */
export interface Place {
  split?: ItemSplit;
  label?: string;
}

/**
 * Whether a file is none of its dataset's: what macOS keeps beside files (`__MACOSX/`, `._1.jpg`), and whatever lies in a
 * folder whose name begins with a dot (`.git/`, `.ipynb_checkpoints/`).
 */
export function isLeftOut(name: string): boolean {
  const folders = name.split('/');
  const base = folders.pop() as string;
  return base.startsWith('._') || folders.some((folder) => folder.startsWith('.') || folder === '__MACOSX');
}

/**
 * The split for which an archive is named: one in a folder that holds a split, or one whose own name has such a word with no
 * letter before or behind it (`train-0001.tar`, `imagenet-val-000000.tar`, `val2017.zip`, `training.tgz`, but not `trains.zip`).
 */
export function splitWordOfArchive(name: string): SplitWord | undefined {
  const folders = name.split('/');
  const base = folders.pop() as string;
  const [, long, short] = /(?<![a-z])(?:(train|test)(?:ing)?|(val)(?:id(?:ation)?)?)(?![a-z])/i.exec(base) ?? [];
  const own = (long ?? short)?.toLowerCase() as SplitWord | undefined;
  return own ?? folders.map(splitWord).find((word) => word !== undefined);
}

function splitWord(folder: string): SplitWord | undefined {
  const name = folder.toLowerCase();
  if (name === 'train' || name === 'test') return name;
  return ['val', 'valid', 'validation'].includes(name) ? 'val' : undefined;
}

/**
 * The trees of files that a source holds, and how the paths of each tell split and class: one, or one for each path that a user has
 * named (`SourceFile.root`). Those of files and of what archives hold are told apart.
 */
export class Trees {
  readonly #classes: readonly string[] | undefined;
  readonly #names = new Map<string | undefined, Names>();
  readonly #trees = new Map<string | undefined, Tree>();
  readonly #alone: Tree;

  /** @param classes those that are known before */
  constructor(classes?: readonly string[]) {
    this.#classes = classes;
    this.#alone = treeOf(new Names(), classes);
  }

  addFile({ name, below = name, placed, root }: SourceFile): void {
    if (placed === undefined) this.#namesOf(root).files.add(below);
  }

  /** @param members the paths of what it holds */
  addArchive({ name, root }: SourceFile, members: Iterable<string>): void {
    const names = this.#namesOf(root);
    for (const member of members) names.packed.add(member);
    names.archives.add(splitWordOfArchive(name));
  }

  /** That to which a file or an archive belongs, once all have been added. */
  of({ root }: SourceFile): Tree {
    const names = this.#names.get(root);
    if (!names) return this.#alone;
    const tree = this.#trees.get(root) ?? treeOf(names, this.#classes);
    this.#trees.set(root, tree);
    return tree;
  }

  #namesOf(root: string | undefined): Names {
    const names = this.#names.get(root) ?? new Names();
    this.#names.set(root, names);
    return names;
  }
}

/** What the names of a tree's files tell. */
class Names {
  readonly files = new Folders();
  readonly packed = new Folders();
  readonly archives = new Set<SplitWord | undefined>();
}

/** How a tree tells split and class. */
interface Tree {
  files: Layout;
  packed: Layout;
  /** Whether any picture belongs to a split that is called `test`. */
  hasTest: boolean;
}

function treeOf(names: Names, classes?: readonly string[]): Tree {
  const files = new Layout(names.files, classes);
  const packed = new Layout(names.packed, classes);
  return { files, packed, hasTest: [files.words, packed.words, names.archives].some((words) => words.has('test')) };
}

/** The folders of a tree of files, of which only few are kept however many files it has. */
class Folders {
  readonly #ofPictures = new Set<string>();
  readonly #ofOthers = new Set<string>();

  /** @param name a file's path in the tree, with slashes */
  add(name: string): void {
    const folder = name.slice(0, name.lastIndexOf('/') + 1);
    (isNamedPicture(name) ? this.#ofPictures : this.#ofOthers).add(folder);
  }

  /** Of files that are named as pictures, or of all files where none is: a README above them changes nothing. */
  list(): string[][] {
    const folders = this.#ofPictures.size > 0 ? this.#ofPictures : this.#ofOthers;
    return [...folders].map((folder) => folder.split('/').slice(0, -1));
  }
}

/**
 * How the paths of a tree tell split and class, once all its folders are known. Folders at the top that all pictures share
 * are passed over (`imagenette2/`), but never one that is called as a split, or as a class that is known before. Then the folders
 * `train`, `test`, and `val`, `valid` or `validation` are splits (`splitOf`). Capitals don't matter. The next folder, where there is one, is the name of the class, as in torchvision's
 * ImageFolder; folders below it don't matter.
 */
class Layout {
  readonly #shared: string[];
  /** The splits for which it has folders. */
  readonly words: ReadonlySet<SplitWord>;

  /** @param classes those that are known before */
  constructor(folders: Folders, classes: readonly string[] = []) {
    const paths = folders.list();
    this.#shared = sharedTop(paths, classes);
    const first = paths.map((path) => splitWord(path[this.#shared.length] ?? ''));
    this.words = new Set(first.filter((word) => word !== undefined));
  }

  /**
   * @param name a file's path in the tree
   * @param hasTest whether a split `test` is anywhere, so that `val` belongs to `train`
   * @param archive for what stands in an archive for a split: that split, unless the path says another; and the archive's
   * name without extension, which, where it names the split, is passed over as a folder too (`val2017.zip`, `val2017/`)
   */
  place(name: string, hasTest: boolean, archive?: { word: SplitWord; stem: string }): Place {
    const folders = name.split('/').slice(0, -1);
    // A file that is not named as a picture may lie outside of what the pictures share.
    if (this.#shared.every((folder, level) => folders[level] === folder)) folders.splice(0, this.#shared.length);
    const isOfArchive = folders[0] === archive?.stem && splitWordOfArchive(folders[0] ?? '') !== undefined;
    if (isOfArchive && !splitWord(folders[0] as string)) folders.shift();
    const own = splitWord(folders[0] ?? '');
    if (own) folders.shift();
    const word = own ?? archive?.word;
    return { split: word && splitOf(word, hasTest), label: folders[0] };
  }
}

function sharedTop(paths: string[][], classes: readonly string[]): string[] {
  const shared: string[] = [];
  for (const folder of paths[0] ?? []) {
    const isShared = paths.every((path) => path[shared.length] === folder);
    if (!isShared || splitWord(folder) || classes.includes(folder)) break;
    shared.push(folder);
  }
  return shared;
}
