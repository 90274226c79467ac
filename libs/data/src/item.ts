import type { SourceFile } from './source.js';

/** `train`, or `test` where the source says so. */
export type ItemSplit = 'train' | 'test';

/** A picture as a source has it, before it is decoded and brought to a dataset's size. */
export interface Item {
  /** Its file's name below the source, or where it stands in one: `train/cats/1.jpg`, `data.tar/0001.png`, `train.npz#17`. */
  name: string;
  /** Undefined where the source does not say. */
  split?: ItemSplit;
  /** The name of its class, or an index into the format's `classes`; undefined where the source does not say. */
  label?: string | number;
  /** Whether the source says that it is a picture, whatever it is called. */
  isPicture?: boolean;
  content: Encoded | Pixels | Refused;
}

/** The bytes of a picture's file. */
export interface Encoded {
  kind: 'encoded';
  bytes: Uint8Array;
}

/** A picture of a published array. */
interface Pixels {
  kind: 'pixels';
  height: number;
  width: number;
  /** uint8 [height, width, 3], RGB. */
  pixels: Uint8Array;
}

/** What can't be a picture, and why: `empty`, `encrypted`, `a link`, `larger than 64 MiB`. */
export interface Refused {
  kind: 'refused';
  why: string;
  /** Whether its size alone says so. Such a file is no picture unless it is called one: a YOLO picture's empty labels, COCO's JSON. */
  isBySize?: boolean;
}

/** A part of a source that can be read by itself: some files of a folder, an archive, a row group, some rows of an array. */
export interface Unit {
  /** For errors. */
  name: string;
  /** How many items it has, at most: for progress. */
  count: number;
  /** Its pictures in the order in which they stand there. */
  read(signal?: AbortSignal): AsyncIterable<Item>;
}

/** A source as one of the formats that can be imported. */
export interface Format {
  /** `images`, `webdataset`, `parquet`, `npy`, `idx`, `cifar10`, `cifar100`. */
  name: string;
  /** Whether it is a published array, of which also duplicates are kept, and not a collection of files. */
  isPublished: boolean;
  /** The names of its classes by index, where the source has them. */
  classes?: readonly string[];
  /** Of labels that its source has, and which are not read: in which file they are, and why. Its pictures can be read without. */
  unreadLabels?: Unread;
  /** In an order that depends on nothing but the source. */
  units: readonly Unit[];
  /** Files that hold pictures too, as it seems, and are not read with the others. */
  unread?: readonly Unread[];
  /** How many other files no unit has, as they are none of the dataset's. */
  others?: number;
}

/** A source that has been looked through, as one of the formats. */
export interface Opened extends Format {
  /**
   * A digest of its files' names and sizes and of the units that these have become: where it is the same, the number of a unit
   * means the same pictures.
   */
  listing: string;
}

/** A published array, and the files of which it is made. */
export interface Arrays extends Format {
  uses: ReadonlySet<SourceFile>;
}

/** A file that is not read, and why. */
export interface Unread {
  name: string;
  reason: string;
}
