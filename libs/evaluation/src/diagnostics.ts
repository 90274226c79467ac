import { invalidField } from '@parallax/errors';
import { contrastiveTop1 } from './contrastive-top1.js';
import { checkWidth, type Features, rowsIn, rowsOf } from './features.js';
import { moments } from './moments.js';
import { partOf, type Watch } from './pieces.js';
import { rankMe } from './rank-me.js';
import { uniformity } from './uniformity.js';
import { unitRows } from './unit-length.js';

export interface DiagnosticsOptions extends Watch {
  /** The projections z of one view of each image. */
  first: Features;
  /** And of another view, in the same order. */
  second: Features;
}

/** What a representation's geometry says without labels. Of a collapsed encoder every value is defined. */
export interface Diagnostics {
  /** Mean ‖x − y‖² of the two views of an image (Wang & Isola 2020, equation 5, α = 2), from 0 to 4; collapsed: 0. */
  alignment: number;
  /** Of the first views, so that no pair is of one image; see `uniformity`. Collapsed: 0. */
  uniformity: number;
  /** Of the first views: mean over coordinates of the standard deviation (Chen & He 2021, §4.1). Collapsed: 0. */
  featureStd: number;
  /** Of the first views; see `rankMe`. Collapsed: 1. */
  rankMe: number;
  /** Of both; see `contrastiveTop1`. Collapsed: 0. */
  contrastiveTop1: number;
  images: number;
}

/**
 * Diagnostics of projections, which are scaled to length 1 first; a zero row stays zero.
 *
 * @throws INVALID_FIELD where the two differ in shape, or hold what is not finite
 */
export async function diagnostics({ first, second, ...watch }: DiagnosticsOptions): Promise<Diagnostics> {
  const images = rowsOf('first', first);
  checkWidth('second', second, first.width);
  if (rowsOf('second', second) !== images) {
    throw invalidField('second', `${rowsOf('second', second)} rows`, `must be as many as first, ${images}`);
  }
  const { width } = first;
  const x = unitRows('first', first);
  const y = unitRows('second', second);
  const { deviation } = await moments('first', rowsIn('first', { data: x, width }), watch);
  return {
    alignment: squaredDistance(x, y) / images,
    uniformity: await uniformity(x, width, partOf(watch, 0, 3)),
    featureStd: deviation.reduce((sum, value) => sum + value) / width,
    rankMe: await rankMe(x, width, partOf(watch, 1, 3)),
    contrastiveTop1: await contrastiveTop1(x, y, width, partOf(watch, 2, 3)),
    images,
  };
}

function squaredDistance(x: Float32Array, y: Float32Array): number {
  return x.reduce((sum, value, at) => sum + (value - (y[at] as number)) ** 2, 0);
}
