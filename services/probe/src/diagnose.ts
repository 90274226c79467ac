import type { AugmentRequestInput } from '@parallax/contract';
import { type Diagnostics, diagnostics } from '@parallax/evaluation';
import { encode, type Model } from '@parallax/learning';
import type { Normalisation } from '@parallax/networks';
import { type Selection, streamViews } from '@parallax/reader';
import { DIAGNOSED_IMAGES, firstSeed, viewsPerShard } from '@parallax/specs';
import { withSpan } from '@parallax/telemetry';
import type { Recipe } from '@parallax/views';
import type { Attempt } from './attempt.js';
import { watchStage } from './watch-stage.js';

/** Diagnostics of a model's projections of two views of each of the first 50,000 images at most, drawn from the probe's first seed. */
export async function diagnose(
  { task, source }: Attempt,
  selection: Selection,
  available: number,
  { model, normalisation }: { model: Model; normalisation: Normalisation },
  recipe: Recipe,
): Promise<Diagnostics> {
  const images = Math.min(available, DIAGNOSED_IMAGES);
  const width = model.network.head?.outputs ?? 0;
  const [first, second] = [new Float32Array(images * width), new Float32Array(images * width)];
  const { report } = watchStage(task, `encode: views of ${recipe.name}`);
  let done = 0;
  for await (const { views, indices } of streamViews(
    source,
    pairRequests(selection, images, { recipe, size: model.network.size, seed: firstSeed(task.job.spec) }),
  )) {
    const { z } = await source.stages.time('encode', async () => encode(model, views, normalisation));
    for (let pair = 0; pair < indices.length; pair++) {
      first.set(z.subarray(2 * pair * width, (2 * pair + 1) * width), (done + pair) * width);
      second.set(z.subarray((2 * pair + 1) * width, (2 * pair + 2) * width), (done + pair) * width);
    }
    done += indices.length;
    report?.({ done, total: images, unit: 'images' });
  }
  const stage = `diagnostics: views of ${recipe.name}`;
  const pairs = { first: { data: first, width }, second: { data: second, width } };
  return withSpan('diagnostics', {}, () =>
    source.stages.time(stage, () => diagnostics({ ...pairs, ...watchStage(task, stage) })),
  );
}

function* pairRequests(
  { dataset, split }: Selection,
  images: number,
  { recipe, size, seed }: { recipe: Recipe; size: number; seed: number },
): Generator<AugmentRequestInput> {
  const piece = Math.max(1, Math.floor(viewsPerShard(size) / 2));
  for (let start = 0; start < images; start += piece) {
    const end = Math.min(start + piece, images);
    yield { dataset, split, recipe, views: 2, seed, epoch: 0, order: 'ORDER_DATASET', start, end };
  }
}
