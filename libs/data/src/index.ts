export { loadCifar10 } from './cifar10/load.js';
export { type Dataset, datasetDigest, type LabelledImages, type SplitName, splitNames } from './dataset.js';
export type { Encoded, Format, Item, ItemSplit, Pixels, Refused, Unit } from './item.js';
export {
  decodePicture,
  type Fit,
  type FitRule,
  type PictureFormat,
  type PictureHeader,
  type PictureLimits,
  pictureFormat,
  readPictureHeader,
} from './picture.js';
export { folderSource, prefixSource, type Source, type SourceFile } from './source.js';
