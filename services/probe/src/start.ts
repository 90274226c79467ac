import type { StartProbeRequest } from '@parallax/contract';
import { invalidField } from '@parallax/errors';
import type { Resolved, StartContext } from '@parallax/jobs';
import { type Ancestor, encoderLineage, findArchitecture, selectImages, type WithAugmentation } from '@parallax/reader';
import { Settings } from '@parallax/settings';
import {
  checkMemory,
  type Probed,
  probeMemory,
  type ResolvedEmbeddings,
  type ResolvedProbe,
  type ResolvedViews,
  resolveProbe,
} from '@parallax/specs';
import { findEmbeddings, type Parts } from './find-embeddings.js';

type Context = StartContext & WithAugmentation;

/**
 * Checks the spec of a probe, which waits for its embeddings. The trainings behind them count as dependencies too: the
 * random encoder is made from their specs, so they can't be deleted before.
 */
export async function resolveProbeRequest(
  request: StartProbeRequest,
  context: Context,
): Promise<Resolved<ResolvedProbe>> {
  const spec = resolveProbe(request.spec);
  const { probed, dependsOn } = spec.embeddings
    ? await findProbed(spec.embeddings, context)
    : { probed: await countViews(spec.views as ResolvedViews, context), dependsOn: [] };
  if (spec.knn && spec.knn.k > probed.train) {
    throw invalidField('spec.knn.k', spec.knn.k, `must be at most ${probed.train}, the images of the train split`);
  }
  checkMemory(probeMemory(spec, probed), new Settings().count('PARALLAX_WORKER_MEMORY'));
  return { kind: 'probe', spec, dependsOn };
}

async function findProbed(
  asked: ResolvedEmbeddings,
  { jobs, store, augmentation, signal }: Context,
): Promise<{ probed: Probed; dependsOn: string[] }> {
  const { train, test } = await findEmbeddings(jobs, asked, signal);
  const { encoder } = train[0].spec;
  const count = async ([{ spec }]: Parts) => (await selectImages(augmentation, spec, signal)).images;
  const lineage: Ancestor[] = await encoderLineage(jobs, encoder, signal);
  const network = await findArchitecture(encoder, (id) => jobs.get(id), store, signal);
  const probed = { train: await count(train), test: await count(test), network };
  return { probed, dependsOn: [...train, ...test, ...lineage].map(({ id }) => id) };
}

/** The images whose views are probed. @throws INVALID_FIELD where a split has fewer */
async function countViews(views: ResolvedViews, { augmentation, signal }: Context): Promise<Probed> {
  const count = async (split: 'train' | 'test', asked: number | undefined) => {
    const { images } = await selectImages(augmentation, { dataset: views.dataset, split }, signal);
    if (asked !== undefined && asked > images) {
      throw invalidField(`spec.views.${split}_images`, asked, `must be at most ${images}, as ${views.dataset} has`);
    }
    return asked ?? images;
  };
  return { train: await count('train', views.trainImages), test: await count('test', views.testImages) };
}
