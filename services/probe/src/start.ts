import type { ProbeSpec, StartProbeRequest } from '@parallax/contract';
import { invalidField } from '@parallax/errors';
import type { Resolved, StartContext } from '@parallax/jobs';
import {
  type Ancestor,
  encoderLineage,
  findNetwork,
  pendingImport,
  pin,
  type Selection,
  selectImages,
  type WithAugmentation,
} from '@parallax/reader';
import {
  datasetLabel,
  type Probed,
  type ResolvedEmbeddings,
  type ResolvedProbe,
  type ResolvedViewsInput,
  resolveDatasetRef,
  resolveProbe,
  type SplitName,
} from '@parallax/specs';
import { viewSize } from '@parallax/views';
import { checkLabelled, checkProbed } from './check.js';
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
  const asked = await resolve(request.spec, context);
  const { probed, dependsOn, filledIn, ...found } = asked.embeddings
    ? await findProbed(asked.embeddings, asked.features, context)
    : await findViews(asked.views as ResolvedViewsInput, context);
  const spec = { ...asked, ...found };
  // Where there is nothing to look at yet, the probe's worker will.
  if (probed) checkProbed(spec, probed);
  return { kind: 'probe', spec, filledIn, dependsOn };
}

/** Of views, the recipe depends on the size of the images. */
async function resolve(spec: ProbeSpec | undefined, { augmentation, signal }: Context): Promise<ResolvedProbe> {
  if (!spec?.views) return resolveProbe(spec);
  const of = { dataset: resolveDatasetRef('spec.views.dataset', spec.views.dataset), split: 'train' };
  const { dataset } = await selectImages(augmentation, of, signal);
  return resolveProbe(spec, Number(dataset.height));
}

async function findProbed(
  asked: ResolvedEmbeddings,
  features: ResolvedProbe['features'],
  { jobs, store, augmentation, signal }: Context,
): Promise<{ probed: Probed | undefined; dependsOn: string[]; filledIn: string[] }> {
  const { train, test } = await findEmbeddings(jobs, asked, signal);
  const { encoder } = train[0].spec;
  const select = ([{ spec }]: Parts) => selectLabelled(augmentation, spec, signal);
  const lineage: Ancestor[] = await encoderLineage(jobs, encoder, signal);
  const network = await findNetwork(encoder, (id) => jobs.get(id), store, signal);
  if (features === 'z' && !network.head)
    throw invalidField('spec.features', features, 'must be h: the encoder has no head, and so no projections');
  const dependsOn = [...train, ...test, ...lineage].map(({ id }) => id);
  if (await pendingImport('spec.embeddings', train[0].spec.dataset, jobs))
    return { probed: undefined, dependsOn, filledIn: [] };
  const selected = { train: await select(train), test: await select(test) };
  const images = { train: selected.train.images, test: selected.test.images };
  const probed = { ...images, size: network.size, classes: selected.train.dataset.classes.length, network };
  return { probed, dependsOn, filledIn: [] };
}

/** @throws NO_LABELS where the dataset has none; what `selectImages` throws */
async function selectLabelled(augmentation: Context['augmentation'], selection: Selection, signal: AbortSignal) {
  const selected = await selectImages(augmentation, selection, signal);
  checkLabelled(selected.split, selection.dataset);
  return selected;
}

/** The images whose views are probed, and the dataset as it is now. @throws INVALID_FIELD where a split has fewer */
async function findViews(
  views: ResolvedViewsInput,
  { augmentation, signal }: Context,
): Promise<{ probed: Probed; dependsOn: string[]; filledIn: string[]; views: ResolvedViewsInput }> {
  const find = async (split: SplitName, asked: number | undefined) => {
    const { images, dataset } = await selectLabelled(augmentation, { dataset: views.dataset, split }, signal);
    if (asked !== undefined && asked > images) {
      const must = `must be at most ${images}, as ${datasetLabel(views.dataset)} has`;
      throw invalidField(`spec.views.${split}_images`, asked, must);
    }
    return { count: asked ?? images, dataset };
  };
  const train = await find('train', views.trainImages);
  const test = await find('test', views.testImages);
  const { dataset, filledIn } = pin('spec.views.dataset', views.dataset, train.dataset);
  const { height = 0, width = 0 } = train.dataset;
  const { height: size } = viewSize(views.recipe, height, width);
  const classes = train.dataset.classes.length;
  const probed = { train: train.count, test: test.count, size: Math.max(size, height), classes };
  return { probed, dependsOn: [], filledIn, views: { ...views, dataset } };
}
