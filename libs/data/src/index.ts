export { ahead } from './ahead.js';
export { loadCifar10 } from './cifar10/load.js';
export { release as cifar10 } from './cifar10/release.js';
export { type Dataset, datasetDigest, type LabelledImages, type SplitName, splitNames } from './dataset.js';
export { decodeItem } from './decode-item.js';
export { openCollection } from './formats/collection.js';
export { openArrays, openFormat } from './formats/open.js';
export type { Format, Item, ItemSplit, Opened, Unit } from './item.js';
export { readLabelFile } from './label-file.js';
export { FEATURELESS, LOOK_BYTES, lookOf } from './look.js';
export { decodeNames, encodeNames } from './names.js';
export {
  collectionLimits,
  decodePicture,
  decodeWhole,
  encodePng,
  type Fit,
  namePictureDecoder,
  type PictureHeader,
  type PictureLimits,
  pictureFormat,
  readPictureHeader,
} from './picture.js';
export { whyRefused, whyUnreadable } from './refusal.js';
export {
  describeFile,
  fileSource,
  folderSource,
  type Listing,
  type LocalFile,
  listFolder,
  pathsSource,
  prefixSource,
  type Source,
  type SourceFile,
} from './source.js';
export { PixelCounter, type PixelStatistics } from './statistics.js';
export { type UploadedPart, uploadSource } from './upload.js';
