import { invalidField, notFound } from '@parallax/errors';
import { defaultsOf, type Range } from './operations/fields.js';
import { type OperationSpec, type Operations, operations } from './operations/list.js';
import { centred, type Normalisation, type Recipe } from './recipe.js';
import { shippedRecipes } from './shipped.js';
import { checkOperationCount, validateRecipe } from './validate.js';

/** A recipe as a client gives it: the name of a shipped one, or operations whose unset fields have defaults. */
export interface RecipeDraft {
  name?: string;
  operations?: readonly OperationDraft[];
  normalisation?: { mean?: number[]; standardDeviation?: number[]; dataset?: boolean } | null;
}

export type OperationDraft = { [Name in keyof Operations]?: Draft<Operations[Name]> | null };

type Draft<T> = { [Field in keyof T]?: T[Field] extends Range ? Partial<Range> : T[Field] };

/**
 * The whole recipe that a draft stands for, with the defaults of `parallax.v1.Recipe` filled in, validated.
 *
 * @param imageHeight of the dataset's images, in pixels: the default size of what crops or resizes
 * @param statistics of the dataset, for a normalisation by them
 * @throws NOT_FOUND where a draft without operations has the name of no shipped recipe; INVALID_FIELD where it has none, and for what is
 *   wrong in one
 */
export function completeRecipe(
  draft: RecipeDraft,
  imageHeight: number,
  field = 'recipe',
  statistics?: Partial<Normalisation>,
): Recipe {
  const { operations: asked = [], normalisation } = draft;
  // Before they are looked at one by one: a message of 8 MB holds four million empty ones.
  checkOperationCount(asked, field);
  const name = draft.name ?? '';
  const shipped = shippedRecipes(imageHeight);
  if (asked.length === 0 && !Object.hasOwn(shipped, name)) {
    const hint = `shipped are ${Object.keys(shipped).join(', ')}; any other needs operations`;
    throw name === ''
      ? invalidField(field, '', `must have a name or operations: ${hint}`)
      : notFound('recipe', name, hint);
  }
  const recipe = {
    ...draft,
    name,
    operations: asked.length === 0 ? shipped[name].operations : asked.map((each) => complete(each, imageHeight)),
    normalisation: completeNormalisation(normalisation ?? {}, `${field}.normalisation`, statistics),
  };
  validateRecipe(recipe, field);
  return recipe;
}

function completeNormalisation(
  { dataset = false, ...given }: NonNullable<RecipeDraft['normalisation']>,
  field: string,
  statistics: Partial<Normalisation> | undefined,
): Normalisation {
  const own = withoutEmpty(given);
  if (!dataset) return { ...centred, ...own };
  if (Object.keys(own).length > 0)
    throw invalidField(`${field}.dataset`, dataset, 'must be left out with a mean and a standard deviation');
  const { mean = [], standardDeviation = [] } = statistics ?? {};
  if (mean.length === 0)
    throw invalidField(`${field}.dataset`, dataset, 'needs a dataset whose mean is known: import it again');
  // A channel without any contrast has nothing to be scaled.
  return { mean: [...mean], standardDeviation: standardDeviation.map((deviation) => deviation || 1) };
}

/** With the defaults of its fields; what is none of them stays, to be refused by name. */
function complete(draft: OperationDraft, imageHeight: number): OperationSpec {
  const entries = Object.entries(draft).map(([name, given]) => [
    name,
    withZeros({ ...usual(name, imageHeight), ...given }),
  ]);
  return Object.fromEntries(entries);
}

function usual(name: string, imageHeight: number): object {
  return Object.hasOwn(operations, name) ? defaultsOf(operations[name as keyof Operations].fields, imageHeight) : {};
}

/** An end of a range that is 0 is left out by proto3, and means 0. */
function withZeros(parameters: object): object {
  const entries = Object.entries(parameters).map(([name, value]) => [
    name,
    typeof value === 'object' && value !== null ? { low: 0, high: 0, ...value } : value,
  ]);
  return Object.fromEntries(entries);
}

/** A list that is not given is an empty one to proto3. */
function withoutEmpty(lists: object): object {
  return Object.fromEntries(Object.entries(lists).filter(([, value]) => !Array.isArray(value) || value.length > 0));
}
