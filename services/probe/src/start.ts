import type { StartProbeRequest } from '@parallax/contract';
import { invalidField } from '@parallax/errors';
import type { Resolved, StartContext } from '@parallax/jobs';
import { selectImages, type WithAugmentation } from '@parallax/reader';
import type { Client } from '@parallax/rpc';
import { chainOf } from './chain.js';
import { type Embedding, findEmbeddings } from './find-embeddings.js';
import { type ResolvedProbe, type ResolvedViews, resolveProbe } from './spec.js';

type Augmentation = Client<'AugmentationService'>;

/**
 * Checks the spec of a probe, which waits for its embeddings. The trainings behind them count as dependencies too: the
 * random encoder is made from their specs, so they can't be deleted before.
 */
export async function probeOf(
  request: StartProbeRequest,
  { jobs, augmentation, signal }: StartContext & WithAugmentation,
): Promise<Resolved<ResolvedProbe>> {
  const spec = resolveProbe(request.spec);
  const dependsOn: string[] = [];
  if (spec.embeddings) {
    const { train, test } = await findEmbeddings(jobs, spec.embeddings);
    await checkNeighbours(augmentation, spec, train[0], signal);
    const chain = await chainOf(jobs, train[0].spec.encoder);
    dependsOn.push(...[...train, ...test, ...chain].map(({ id }) => id));
  }
  if (spec.views) await checkViews(augmentation, spec.views, signal);
  return { kind: 'probe', spec, dependsOn };
}

async function checkNeighbours(
  augmentation: Augmentation,
  { knn }: ResolvedProbe,
  train: Embedding,
  signal: AbortSignal,
) {
  if (!knn) return;
  const { images } = await selectImages(augmentation, train.spec, signal);
  if (knn.k > images) throw invalidField('spec.knn.k', knn.k, `must be at most ${images}, the images of ${train.id}`);
}

async function checkViews(augmentation: Augmentation, views: ResolvedViews, signal: AbortSignal): Promise<void> {
  for (const split of ['train', 'test'] as const) {
    const { images } = await selectImages(augmentation, { dataset: views.dataset, split }, signal);
    const asked = views[`${split}Images`];
    if (asked !== undefined && asked > images) {
      throw invalidField(`spec.views.${split}Images`, asked, `must be at most ${images}, as ${views.dataset} has`);
    }
  }
}
