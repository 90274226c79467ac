import type {
  Normalisation as NormalisationMessage,
  TrainingViews,
  ViewGroup as ViewGroupMessage,
} from '@parallax/contract';
import { checkInteger, invalidField } from '@parallax/errors';
import { type Objective, objectiveOf, type ViewCounts } from '@parallax/learning';
import { checkImageSize, type Network, stateEntries } from '@parallax/networks';
import { MAX_VIEWS, type Recipe, viewSize } from '@parallax/views';
import { resolveRecipe } from './recipe.js';
import type { ResolvedTraining } from './training.js';

/** Views of each image by one recipe. */
interface ViewGroup {
  recipe: Recipe;
  views: number;
}

/** A training's views. Their recipes' normalisation is that of its own, since one network is shown them all. */
export interface ResolvedTrainingViews {
  /** Of each image by the training's recipe. */
  count: number;
  /** By further recipes, as large as those. */
  more: ViewGroup[];
  /** Those that a target does not see, of any size that the network takes. */
  local: ViewGroup[];
}

/** A group as it is made and shown. */
interface Group extends ViewGroup {
  /** Of a view, in pixels a side. */
  size: number;
  isLocal: boolean;
  /** The recipe's, as the contract spells it. */
  field: string;
}

const countOf = (groups: readonly ViewGroup[]): number => groups.reduce((sum, { views }) => sum + views, 0);

/** How many views of each image there are, and how many of them are global: all but the local ones. */
export function viewsOf({ views: { count, more, local } }: Pick<ResolvedTraining, 'views'>): ViewCounts {
  const globals = count + countOf(more);
  return { views: globals + countOf(local), globals };
}

/** All groups, in the order in which views are made and shown. */
export function groupsOf({ recipe, views, network: { size } }: Pick<ResolvedTraining, 'recipe' | 'views' | 'network'>) {
  const first: Group = { recipe, views: views.count, size, isLocal: false, field: 'spec.recipe' };
  const more = views.more.map((each, at): Group => ({ ...first, ...each, field: `spec.views.more[${at}].recipe` }));
  const local = views.local.map((each, at): Group => {
    const field = `spec.views.local[${at}].recipe`;
    return { ...each, size: viewSize(each.recipe, size, size).height, isLocal: true, field };
  });
  return [first, ...more, ...local];
}

/** What views are resolved with. */
interface ViewsContext {
  recipe: Recipe;
  objective: ResolvedTraining['objective'];
  network: Network;
  /** Of the dataset's images, in pixels a side. */
  imageSize: number;
  statistics?: NormalisationMessage | null | undefined;
}

/** What a request asks for: where it says nothing, as many views by its recipe as the objective compares. @throws INVALID_FIELD */
export function resolveViews(
  { count: asked, more: askedMore = [], local: askedLocal = [] }: Partial<TrainingViews>,
  { recipe, objective: spec, network, imageSize, statistics }: ViewsContext,
): ResolvedTrainingViews {
  const { objective } = objectiveOf(spec);
  const resolve = (field: string) => (group: ViewGroupMessage, at: number) =>
    resolveGroup(group, `${field}[${at}]`, { recipe, size: network.size, statistics });
  const more = askedMore.map(resolve('spec.views.more'));
  for (const [at, group] of more.entries()) {
    const { height } = viewSize(group.recipe, imageSize, imageSize);
    if (height === network.size) continue;
    const must = `must be as large as those of spec.recipe, ${network.size}×${network.size}`;
    throw invalidField(`spec.views.more[${at}].recipe`, `one of views of ${height}×${height}`, must);
  }
  const local = askedLocal.map(resolve('spec.views.local'));
  for (const [at, group] of local.entries()) checkLocal(`spec.views.local[${at}].recipe`, group, network);
  const views = { count: asked ?? Math.max(1, objective.views - countOf(more)), more, local };
  checkCounts(views, objective);
  return views;
}

function resolveGroup(
  { recipe: asked, views }: ViewGroupMessage,
  field: string,
  { recipe: first, size, statistics }: { recipe: Recipe; size: number; statistics: ViewsContext['statistics'] },
): ViewGroup {
  if (!asked) throw invalidField(`${field}.recipe`, '', "must have a shipped recipe's name, or operations");
  const recipe = resolveRecipe(asked, `${field}.recipe`, size, statistics);
  const given = JSON.stringify(recipe.normalisation);
  if (asked.normalisation && given !== JSON.stringify(first.normalisation))
    throw invalidField(`${field}.recipe.normalisation`, given, 'is that of spec.recipe: leave it out');
  return {
    recipe: { ...recipe, normalisation: first.normalisation },
    views: checkInteger(`${field}.views`, views ?? 1, 1, MAX_VIEWS),
  };
}

/** Checks that a network takes views of another size, with the same weights. @throws INVALID_FIELD */
function checkLocal(field: string, { recipe }: ViewGroup, network: Network): void {
  const { height: size } = viewSize(recipe, 0, 0);
  if (size === 0) throw invalidField(field, recipe.name, 'must crop or resize: local views are of a size of their own');
  const value = `one of views of ${size}×${size}`;
  const problem = checkImageSize(size, network);
  if (problem) throw invalidField(field, value, `is shown to the network, whose images' size ${problem}`);
  const shapes = (each: Network) => JSON.stringify(stateEntries(each).map(({ shape }) => shape));
  if (shapes({ ...network, size }) === shapes(network)) return;
  const must = `must be of ${network.size}×${network.size}, for the network takes one size: of conv, average pooling takes others too`;
  throw invalidField(field, value, must);
}

function checkCounts(
  resolved: ResolvedTrainingViews,
  { name, views: compared, manyViews, localViews }: Objective,
): void {
  checkInteger('spec.views.count', resolved.count, 1, MAX_VIEWS);
  const { views, globals } = viewsOf({ views: resolved });
  if (resolved.local.length > 0 && !localViews)
    throw invalidField('spec.views.local', resolved.local.length, `must be left out with the objective ${name}`);
  if (manyViews ? globals < compared : globals !== compared) {
    const right = `be ${manyViews ? 'at least ' : ''}${compared}, as the objective ${name} compares`;
    throw invalidField('spec.views.count', globals, `must, with spec.views.more, ${right}`);
  }
  if (views > MAX_VIEWS)
    throw invalidField('spec.views.count', views, `must be, over all groups, at most ${MAX_VIEWS}`);
}
