export { completeRecipe, type OperationDraft, type RecipeDraft } from './complete.js';
export { order } from './order.js';
export {
  type Normalisation,
  type Operation,
  type Operations,
  type Range,
  type Recipe,
  viewSize,
} from './recipe.js';
export { recipes } from './recipes.js';
export { KERNELS_VERSION, renderViews, type ViewsRequest } from './render.js';
export { validateRecipe } from './validate.js';
