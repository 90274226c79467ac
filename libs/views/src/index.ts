export { completeRecipe, type OperationDraft, type RecipeDraft } from './complete.js';
export { contactSheet, type Sheet } from './contact-sheet.js';
export { order } from './order.js';
export { ViewPool } from './pool.js';
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
