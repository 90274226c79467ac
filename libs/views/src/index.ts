export { completeRecipe, type OperationDraft, type RecipeDraft } from './complete.js';
export { contactSheet, imageGrid, type Sheet } from './contact-sheet.js';
export {
  checkRecipesCost,
  checkViewsCost,
  costOf,
  MAX_REQUEST_SECONDS,
  MAX_VIEW_SECONDS,
  MAX_VIEWS,
  MAX_VIEWS_BYTES,
} from './cost.js';
export type { Range } from './operations/fields.js';
export type { OperationSpec } from './operations/list.js';
export { imagesPerShard, type OrderSpec, order } from './order.js';
export { ViewPool } from './pool.js';
export { normalisationBounds, type Recipe, viewSize } from './recipe.js';
export { KERNELS_VERSION, renderViews, type ViewsRequest } from './render.js';
export { recipes, shippedRecipes } from './shipped.js';
export { checkNormalisation, validateRecipe } from './validate.js';
