import type { Normalisation } from '@parallax/networks';
import { concat, reshape, slice, type Tensor } from '@parallax/tensors';
import type { ViewCounts } from './objectives/objective.js';
import { normalise } from './pixels.js';

/** What a step is shown. */
export interface Batch {
  /** Of each group of views uint8 [images, views, size, size, 3], row by row. */
  views: readonly Uint8Array[];
  /** The class of each image, where the objective needs to know. */
  labels?: Int32Array | undefined;
}

/** Views of each image that are made alike. */
export interface BatchGroup {
  views: number;
  /** Pixels a side. */
  size: number;
  /** Whether a target does not see them. */
  isLocal: boolean;
}

/** Views that go through the networks together. */
export interface Shown {
  /** float32 [images · views, size, size, 3]; of an image's views one after another. */
  pixels: Tensor;
  /** Of each image. */
  views: number;
}

export function countViews(groups: readonly BatchGroup[]): ViewCounts {
  const count = (some: readonly BatchGroup[]) => some.reduce((sum, { views }) => sum + views, 0);
  return { views: count(groups), globals: count(groups.filter(({ isLocal }) => !isLocal)) };
}

/** How many images a batch has. */
export function imagesIn({ views: [first] }: Batch, [group]: readonly BatchGroup[]): number {
  const { views, size } = group as BatchGroup;
  return (first as Uint8Array).length / (views * size ** 2 * 3);
}

/** A batch in pieces of at most so many images, as they lie in memory. */
export function chunksOf(batch: Batch, groups: readonly BatchGroup[], images = Number.POSITIVE_INFINITY): Batch[] {
  const count = imagesIn(batch, groups);
  if (count <= images) return [batch];
  return Array.from({ length: Math.ceil(count / images) }, (_, at): Batch => {
    const [first, end] = [at * images, (at + 1) * images];
    const views = groups.map(({ views, size }, group) => {
      const bytes = views * size ** 2 * 3;
      return (batch.views[group] as Uint8Array).subarray(first * bytes, end * bytes);
    });
    return { views, labels: batch.labels?.subarray(first, end) };
  });
}

/** A batch as the networks are shown it: first all global views together, then each group of local ones by itself. */
export function shownOf({ views }: Batch, groups: readonly BatchGroup[], normalisation: Normalisation): Shown[] {
  const all = groups.map((group, at) => ({
    pixels: normalise(views[at] as Uint8Array, group.size, normalisation),
    ...group,
  }));
  const globals = all.filter(({ isLocal }) => !isLocal);
  const together = {
    pixels: interleave(globals.map(({ pixels, views }) => ({ rows: pixels, views }))),
    views: countViews(globals).views,
  };
  return [together, ...all.filter(({ isLocal }) => isLocal)];
}

/** Rows of some views of each image, [images · views, …]. */
interface Rows {
  rows: Tensor;
  views: number;
}

/** Rows of several groups of views of the same images as one tensor, in which those of an image stand together. */
export function interleave(groups: readonly Rows[]): Tensor {
  const [{ rows, views }, ...others] = groups as [Rows, ...Rows[]];
  if (others.length === 0) return rows;
  const images = (rows.shape[0] as number) / views;
  const joined = concat(
    groups.map((each) => reshape(each.rows, [images, -1])),
    1,
  );
  return reshape(joined, [-1, ...rows.shape.slice(1)]);
}

/** The other way round, of rows [images · views, width]. @param counts views of each image in each group */
export function separate(rows: Tensor, counts: readonly number[]): Tensor[] {
  if (counts.length === 1) return [rows];
  const [count = 0, width = 0] = rows.shape;
  const all = counts.reduce((a, b) => a + b, 0);
  const byImage = reshape(rows, [count / all, all * width]);
  let before = 0;
  return counts.map((views) => {
    const own = slice(byImage, [0, before * width], [-1, views * width]);
    before += views;
    return reshape(own, [-1, width]);
  });
}
