export { type Affine, affine, drawAffine } from './affine.js';
export { adjustBrightness, adjustContrast, adjustSaturation, grayscale } from './color.js';
export { type Crop, drawCrop } from './crop.js';
export { cutout, drawHole, type Hole } from './cutout.js';
export { horizontalFlip } from './flip.js';
export { adjustHue } from './hue.js';
export { drawJitter, type Jitter, jitter } from './jitter.js';
export { type Planes, planes, read, write } from './planes.js';
export { Resizer } from './resize.js';
